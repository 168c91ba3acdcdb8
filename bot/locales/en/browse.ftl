# Calls, lists of calls and whole readouts, in English.

new-call = 📞 New call
topics = Topics: { $topics }
told-by-others =
    { $count ->
        [one] One more readout tells of this call.
       *[other] { $count } more readouts tell of this call.
    }
digest =
    { $count ->
        [one] One new call
       *[other] { $count } new calls
    }
digest-more =
    { $count ->
        [one] And one more call: /calls
       *[other] And { $count } more calls: /calls
    }
whole-readout = Full { $language } text · { $source }
call-line = { $who }, { $day }
call-listed = { $number }. { $who }, { $when }
calls-all = The latest calls
calls-about =
    { $count ->
        [one] { $what }: one call
       *[other] { $what }: { $count } calls
    }
no-calls = There are no calls here yet.
no-such-calls = No call here fits: { $what }
calls-newer = ‹ Newer
calls-older = Older ›
page = Page { $page } of { $count }
page-before = ‹ Back
page-after = Next ›
kind-person = Leaders
kind-place = Countries
kind-topic = Topics
kind-year = Years
pick-person = Which leader?
pick-place = Which country?
pick-topic = Which topic?
pick-year = Which year?
gone-list = This list has expired. Please send /calls again.
