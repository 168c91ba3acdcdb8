"""Fetching public pages and feeds: politely, within limits, and from public machines only.

    web = Web("LeaderCalls/0.1 (+https://example.org)")
    page = web.get("https://www.gov.example/news", hosts={"gov.example"})

Whoever chooses an address may be an enemy, and so may whoever answers: a name that leads into a
private network, an endless body or a redirect that goes round in circles ends in a `FetchError`.
"""

from index.web.entities import refuse_entities
from index.web.fetching import Limits, Web
from index.web.page import Page

__all__ = ["Limits", "Page", "Web", "refuse_entities"]
