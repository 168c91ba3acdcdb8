# Sources that the bot watches, told to those who run it; in English.

source-fails =
    A source cannot be read: { $source }
    { $reason }
    I go on trying and will say when it works again.
source-works = This source can be read again: { $source }
source-doubts =
    { $count ->
        [one] { $source } has published a text that may tell of a call between leaders. Please decide whether it is added.
       *[other] { $source } has published { $count } texts that may tell of calls between leaders. Please decide which of them are added.
    }
