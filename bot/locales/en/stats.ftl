# The calls in numbers: the picture of /stats and its caption, in English.

stats-title = Calls in numbers
stats-size = { $calls } in { $readouts }, { $days }
stats-days = { $first } – { $last }
stats-calls =
    { $count ->
        [one] { $count } call
       *[other] { $count } calls
    }
stats-readouts =
    { $count ->
        [one] { $count } readout
       *[other] { $count } readouts
    }
stats-months = Calls a month since { $since }
stats-pairs = Who spoke with whom most often
stats-subject = { $subject }: calls by quarter
stats-none = Nothing to show here yet
stats-busiest = Busiest month: { $month } ({ $calls })
stats-top = Most frequent pairs:
stats-pair = • { $who } ({ $calls })
stats-mentions =
    { $count ->
        [0] { $subject }: no call mentions it.
        [one] { $subject }: mentioned in { $count } call.
       *[other] { $subject }: mentioned in { $count } calls.
    }
stats-unknown = I recognise no leader, country or topic in that. Try for example: { $example }
stats-example = Libya
stats-empty = There are no readouts here yet, so there is nothing to count.
