# Buttons, headings and sentences of the bot, in English.

start =
    Hello! I answer questions about phone calls between leaders by quoting what the readouts say, word for word. Most texts here now are summaries written by this project from the official readouts; below each quotation you see which.

    Just ask, in English or Persian, or tap an example. If no readout answers, I say so.

    /subscribe – be told of new calls
    /help – all that I can do
example-1 = What was said about Libya?
example-2 = What did Biden tell Netanyahu about Gaza in April 2024?
example-3 = What did Putin and Macron agree on Iran?
help =
    Ask a question in your own words, in English or Persian. Naming the leaders, a topic, a country or a date helps: “What did Putin and Erdogan say about Idlib in April 2021?” Go on with “and Syria?” or “when was that?”.

    The answer is a quotation, exactly as it stands in the readout, with the call, its date and the source. When no readout answers, I say so and name the calls that come nearest. Texts marked “summary by this project” are our own words, based on the source named.

    /latest – the latest call
    /calls – all calls; or some of them: /calls Libya 2021
    /stats – figures and a picture; or on one subject: /stats Libya
    /subscribe – be told of new calls: /subscribe Putin and Erdogan
    /subscriptions – what you follow, how often, and how to end it
    /timezone – your time zone, for daily and weekly messages
    /stop – no more messages of new calls
    /language – English or Persian
    /about – the sources and the terms
    /forget – delete all I know of this chat
    /start – how to begin
    /help – this text

    In groups: /ask and a question, or name me, or reply to me. In any other chat: type my name and a few words, and pick a quotation to share.
only-text = I read text only. Please type your question.
unknown-command = I do not know this command. Just type your question, or send /help.
too-short = What would you like to know? Ask about a leader, a country or a topic, for example: “{ $example }”
failed = Something went wrong on my side and your question was not answered. Please try again in a minute.
gone = This readout is no longer here.
source = Source: { $source }
source-summary = Summary by this project, based on the readout of: { $source }
source-unknown = Source not named
shortened = (shortened)
link-only = This text may not be quoted here. Please read it at the source.
link-only-text = { link-only }
excerpt-text = Only an excerpt of this text may be quoted here. Please read the whole at the source.
more-calls =
    { $count ->
        [one] One more call says something about this.
       *[other] { $count } more calls say something about this.
    }
other-readout = The same call in { $language } · { $source }
other-readout-dated = { $day } in { $language } · { $source }
passage = The whole paragraph
language-fa = Persian
language-en = English
nothing-found = No readout here answers that.
looked-for = I looked for: { $what }
nearest = The nearest calls:
nearest-call = • { $who }, { $when }
call-unnamed = A call
fact-when = { $who } spoke on { $when }.
fact-latest = The latest call here: { $who }, { $when }.
fact-how-many =
    { $count ->
        [one] One call in the readouts here.
       *[other] { $count } calls in the readouts here.
    }
fact-who =
    { $count ->
        [one] On the other end: { $others }.
       *[other] On the other end, the latest call first: { $others }.
    }
fact-list =
    { $count ->
        [one] One call:
       *[other] { $count } calls, the latest first:
    }
fact-call = • { $who }, { $when }
fact-more =
    { $count ->
        [one] and one more.
       *[other] and { $count } more.
    }
