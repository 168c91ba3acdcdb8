# For those who run the bot: how it stands, adding, removing, messages to all; in English.

admin-title = The bot at a glance
admin-calls = Calls: { $calls }, told in readouts: { $readouts }
admin-newest = The newest call: { $who }, { $when }
admin-chats = Chats known: { $known }, following something: { $following }
admin-outbox = Outbox: { $states }
admin-outbox-empty = Outbox: empty
admin-state = { $state } { $count }
state-waiting = waiting
state-sending = being sent
state-stale = to be updated
state-sent = sent
state-failed = failed
admin-due =
    { $count ->
        [0] Nothing is due now.
        [one] One message is due, for { $seconds } s.
       *[other] { $count } messages are due, the oldest for { $seconds } s.
    }
admin-commands =
    /add – add a readout: its text or its address after the command; or send me a file, or forward a channel’s post
    /remove – remove readouts: an id or words after the command
    /broadcast – a message to all chats
    /admin – this overview
cancel = Cancel
dismissed = Cancelled; nothing has changed.
add-how =
    Write the text of a readout after the command, its first line being the title, or its address:
    /add https://…

    You can also send me a file (.txt, .md or .jsonl, up to 2 MB) or forward a channel’s post.
add-refused = This cannot be used: { $reason }
not-read =
    { $count ->
        [one] One text cannot be used:
       *[other] { $count } texts cannot be used:
    }
not-dated = the text does not say on which day the call was
not-read-line = • { $name }: { $reason }
proposal = A readout to add
proposal-title = Title: { $title }
proposal-people = Participants: { $who }
proposal-people-none = Participants: none recognised
proposal-day-said = Day of the call: { $when }
proposal-day-written = Day of the call: { $when }, as the text says
proposal-day-concluded = Day of the call: { $when }. The text does not give the year; please check it.
proposal-day-unknown = Day of the call: the text does not say it. Reply to this message with a line such as “date: 2021-04-09”, then it can be added.
proposal-language = Language: { $language }
proposal-kind = Kind: { $kind }
proposal-id = Id: { $id }
text-readout = official readout
text-news = news
text-summary = summary by this project
proposal-known = This very text is here already; adding it changes nothing.
proposal-same-call =
    { $count ->
        [one] Another readout of this call is here already.
       *[other] { $count } other readouts of this call are here already.
    }
proposal-correct =
    To correct something, reply to this message with lines such as:
    date: 2021-04-09
    participants: Putin, Erdogan
    source: Kremlin
    In the same way: title, url, language (fa, en) and kind (readout, news, summary).
proposal-several =
    { $count ->
        [0] No readout to add
        [one] One readout to add
       *[other] { $count } readouts to add
    }
proposal-new =
    { $count ->
        [0] All of it is here already.
        [one] One is new.
       *[other] { $count } are new.
    }
add = Add
quietly = Without telling subscribers
gone-draft = This was already added or cancelled.
correction-unusable = I cannot use this line, and have changed nothing: { $line }
correction-fields = A line begins with date, participants, source, title, url, language or kind, and a colon.
correction-date = Write a whole date, not in the future: 2021-04-09, 9 April 2021 or 1400/1/20.
correction-language = The language is fa or en.
correction-kind = The kind is readout, news or summary.
correction-url = An address begins with https:// or http://.
correction-several = This file holds several readouts. Correct them in the file and send it again.
added = Added: { $who }, { $when }
added-more =
    { $count ->
        [one] and one more.
       *[other] and { $count } more.
    }
added-nothing = All of it was here already; nothing has changed.
added-told =
    { $count ->
        [0] Nobody follows such calls, so no messages are sent.
        [one] One chat is told of it.
       *[other] { $count } messages go out.
    }
added-quietly = Subscribers are not told.
remove-how = Write after the command which readout is to go: an id, or words such as /remove Putin Erdogan April 2021
remove-which = Which of these calls?
remove-more =
    { $count ->
        [one] One more call fits: say more exactly which one you mean.
       *[other] { $count } more calls fit: say more exactly which one you mean.
    }
remove-line = { $number }. { $title } ({ $id })
remove-one = Remove { $number }: { $language } ({ $source })
remove-all = Remove the whole call ({ $count })
removed =
    { $count ->
        [one] Removed: a readout of the call of { $who }, { $when }
       *[other] Removed: { $count } readouts of the call of { $who }, { $when }
    }
broadcast-how = Write the message after the command; it keeps its formatting. You see it before it is sent: /broadcast Hello all
broadcast-long = This has { $count } characters, and a message holds 4096. Please shorten it.
broadcast-ask =
    { $count ->
        [one] So it will look. It goes to one chat. Send it?
       *[other] So it will look. It goes to { $count } chats. Send it?
    }
broadcast-send = Send to all
broadcast-sent =
    { $count ->
        [one] On its way to one chat.
       *[other] On its way to { $count } chats.
    }
gone-broadcast = This was already sent or cancelled.
