# تماس‌ها به روایت آمار: تصویر فرمان آمار و شرح آن به فارسی.

stats-title = تماس‌ها به روایت آمار
stats-size = روی‌هم { $calls } در { $readouts }، { $days }
stats-days = از { $first } تا { $last }
stats-calls =
    { $count ->
        [one] یک تماس
       *[other] { DIGITS($count) } تماس
    }
stats-readouts =
    { $count ->
        [one] یک متن
       *[other] { DIGITS($count) } متن
    }
stats-months = شمار تماس‌ها در هر ماه، از { $since }
stats-pairs = چه کسانی بیشتر با هم گفت‌وگو کرده‌اند
stats-subject = تماس‌های مربوط به { $subject } در هر فصل
stats-none = هنوز چیزی برای نمایش نیست
stats-busiest = پرتماس‌ترین ماه: { $month } ({ $calls })
stats-top = بیشترین گفت‌وگوها:
stats-pair = • { $who } ({ $calls })
stats-mentions =
    { $count ->
        [0] هیچ تماسی به { $subject } مربوط نیست.
        [one] یک تماس به { $subject } مربوط است.
       *[other] { DIGITS($count) } تماس به { $subject } مربوط است.
    }
stats-unknown = نام هیچ رهبر، کشور یا موضوعی را در این عبارت نشناختم. نمونه: { $example }
stats-example = لیبی
stats-empty = هنوز متنی ثبت نشده است و چیزی برای شمردن نیست.
