# The sides of a call beside each other, and texts that were changed, in English.

compare = Compare the sides
compare-only = Only in the account of { $source }
compare-shared =
    { $count ->
        [2] In both accounts
       *[other] In several accounts
    }
compare-also = Also named: { $topics }
compare-nothing = No topic was recognised in these texts. Please open the full texts.
compare-one = Only one side of this call is here.
earlier-version = This is an earlier version of the text; the source has changed it since.
