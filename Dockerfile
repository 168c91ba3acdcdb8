# The bot with its model inside; readouts, users and snapshots live in the volume /home/bot/data.
# The steps are the Makefile's: pinned constraints, torch first, then the project.
FROM python:3.11-slim-bookworm

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONUNBUFFERED=1 \
    LEADER_CALLS_HOME=/home/bot/data

RUN useradd --create-home --uid 10001 bot \
    && install --directory --owner=bot --group=bot /home/bot/data
WORKDIR /app

# Packages change rarely and the code often: in this order the slow layers stay cached.
COPY pyproject.toml constraints.txt README.md LICENSE ./
RUN python -m pip install --constraint constraints.txt pip \
    && python -m pip install --constraint constraints.txt torch
COPY bot bot
COPY index index
COPY data data
RUN python -m pip install --constraint constraints.txt .

USER 10001
VOLUME /home/bot/data

# The running bot touches this file every ten seconds, after it has reached the database.
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import os, sys, time; sys.exit(time.time() - os.stat(os.environ['LEADER_CALLS_HOME'] + '/heartbeat').st_mtime > 60)"]

ENTRYPOINT ["leader-calls"]
CMD ["serve"]
