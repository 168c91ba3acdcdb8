# What Telegram shows in its menu and before a chat begins, in English.

command-ask = Ask a question
command-latest = The latest call
command-calls = All calls, or some of them
command-stats = Figures and a picture
command-subscribe = Be told of new calls
command-subscriptions = What you follow
command-timezone = Your time zone
command-stop = No more messages of new calls
command-language = English or Persian
command-about = The sources and the terms
command-forget = Delete all that is known of this chat
command-help = All that I can do
description = What do leaders say to each other on the phone? Ask in English or Persian: I answer by quoting the readouts word for word, or say that none answers. I can also tell you of new calls.
short-description = Quotes what leaders said to each other on the phone, in English and Persian.
