"""Talking: Telegram updates → question → rendered answer. No FAISS and no SQL in here."""
