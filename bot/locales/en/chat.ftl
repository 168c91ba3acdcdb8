# Choosing a language, asking, deleting, and what the bot is made of, in English.

choose-language = Which language shall I write in?
language-chosen = From now on I write in English here. A question is answered in its own language.
you-ask = You ask: { $question }
slower =
    { $count ->
        [one] That was many questions at once. Please wait a second.
       *[other] That was many questions at once. Please wait { $count } seconds.
    }
ask-about = Ask about this call
ask-now = What would you like to know about this call: { $who }, { $when }?
more-passages = More passages
follow = 🔔 Follow { $subject }
gone-question = I no longer remember this question. Please ask it again.
gone-button = This button no longer works.
forget-ask = Shall I delete all I know of this chat: its language and time zone, your last questions and what you follow?
forget-yes = Yes, delete it
forgotten = Deleted. I know nothing of this chat any more.
about-empty = There are no readouts here yet.
about =
    { $calls ->
        [one] One call, told in { $count } readouts, of { $first }.
       *[other] { $calls } calls, told in { $count } readouts, from { $first } to { $last }.
    }
about-sources = Published by: { $names }.
about-more-sources =
    { $count ->
        [one] And one more.
       *[other] And { $count } more.
    }
about-summaries =
    { $count ->
        [one] One of the texts is this project’s own summary of the official readout, in its own words. Do not take its words for the official ones: follow the link to the source.
       *[other] { $count } of the texts are this project’s own summaries of the official readouts, in its own words. Do not take their words for the official ones: follow the link to the source.
    }
about-only-summaries = All texts here are this project’s own summaries of the official readouts, in its own words. Do not take their words for the official ones: follow the link to the source.
about-code = The program is free software (Apache-2.0); its own texts are free of rights (CC0-1.0). The terms of official texts are those of their publishers.
inline-ask = Ask in the chat with me
