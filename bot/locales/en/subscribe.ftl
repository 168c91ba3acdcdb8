# Following calls, in English.

everything = Every call
subscribe-what = What would you like to be told of? Pick something, or write it after the command: /subscribe Putin and Erdogan
subscribe-which = Which of these would you like to follow?
subscribe-unknown = I know no leader, country or topic by that name: { $what }. Pick something, or try other words.
following-new = You now follow: { $subject }
following = You follow: { $subject }
told-at-once = New calls come at once.
told-daily = New calls come every day at { $hour } ({ $zone }).
told-weekly = New calls come every { $day } at { $hour } ({ $zone }).
how-at-once = at once
how-daily = every day at { $hour }
how-weekly = every { $day } at { $hour }
rhythm-at-once = At once
rhythm-daily = Daily
rhythm-weekly = Weekly
unfollow = Stop following
unfollowed = You no longer follow this.
following-nothing = You follow nothing. What would you like to be told of?
following-list =
    { $count ->
        [one] You follow one subject. Tap it to change how often you are told; ✕ ends it.
       *[other] You follow { $count } subjects. Tap one to change how often you are told; ✕ ends it.
    }
following-paused = Messages of new calls are paused. What you follow:
following-line = • { $subject }: { $how }
my-subscriptions = All I follow
too-many = You follow { $count } subjects already, which is as many as I can keep. End one of them first: /subscriptions
gone-subject = I no longer know this subject.
gone-subscription = You no longer follow this.
which-hour = At what hour, { $zone } time?
which-zone = Which city’s time is yours? If yours is not here, write it: /timezone Paris
zone-unknown = I know no time zone of that name: { $what }. Pick a city near you, or write another: /timezone Paris
zone-kept = Your time zone is that of { $zone }.
stopped = Paused: no more messages of new calls. What you follow is kept.
resume = Send them again
resumed = New calls will come again.
only-admins = In a group only those who run it can change this.
