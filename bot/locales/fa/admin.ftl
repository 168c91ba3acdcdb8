# برای گردانندگان ربات: وضع کار، افزودن، حذف، و پیام همگانی؛ به فارسی.

admin-title = ربات در یک نگاه
admin-calls = تماس‌ها: { DIGITS($calls) }، در { DIGITS($readouts) } متن
admin-newest = تازه‌ترین تماس: { $who }، { $when }
admin-chats = گفتگوهای شناخته‌شده: { DIGITS($known) }، دنبال‌کننده: { DIGITS($following) }
admin-outbox = صندوق ارسال: { $states }
admin-outbox-empty = صندوق ارسال خالی است
admin-state = { $state } { DIGITS($count) }
state-waiting = در انتظار
state-sending = در حال ارسال
state-stale = نیازمند به‌روزرسانی
state-sent = ارسال‌شده
state-failed = ناموفق
admin-due =
    { $count ->
        [0] اکنون هیچ پیامی معطل نیست.
        [one] یک پیام { DIGITS($seconds) } ثانیه است که معطل مانده.
       *[other] { DIGITS($count) } پیام معطل مانده؛ قدیمی‌ترینشان { DIGITS($seconds) } ثانیه است.
    }
admin-commands =
    افزودن متن: /add (متن یا نشانی آن را پس از فرمان بنویسید؛ یا فایلی بفرستید، یا پستی از کانالی را برایم هدایت کنید)
    حذف متن: /remove (شناسه یا چند واژه را پس از فرمان بنویسید)
    پیام به همه گفتگوها: /broadcast
    همین گزارش: /admin
cancel = انصراف
dismissed = انصراف دادید و چیزی تغییر نکرد.
add-how =
    متن را پس از فرمان /add بنویسید، با عنوان در سطر نخست؛ یا تنها نشانی اینترنتی آن را.

    می‌توانید فایل هم بفرستید (متن ساده، مارک‌داون یا جیسون سطری، تا دو مگابایت) یا پستی از کانالی را برایم هدایت کنید.
add-refused = پذیرفته نشد: { $reason }
not-read =
    { $count ->
        [one] یک متن پذیرفته نشد:
       *[other] { DIGITS($count) } متن پذیرفته نشد:
    }
not-dated = روز تماس در متن نیامده است
not-read-line = • { $name }: { $reason }
proposal = متنی برای افزودن
proposal-title = عنوان: { $title }
proposal-people = طرف‌ها: { $who }
proposal-people-none = طرف‌ها: کسی شناخته نشد
proposal-day-said = روز تماس: { $when }
proposal-day-written = روز تماس: { $when }، به گفته خود متن
proposal-day-concluded = روز تماس: { $when }. سال در متن نیامده است؛ لطفاً درستی آن را بررسی کنید.
proposal-day-unknown = روز تماس: در متن نیامده است. در پاسخ به همین پیام سطری مانند «تاریخ: ۱۴۰۰/۱/۲۰» بنویسید تا بتوان آن را افزود.
proposal-language = زبان: { $language }
proposal-kind = نوع: { $kind }
proposal-id = شناسه: { $id }
text-readout = گزارش رسمی
text-news = خبر
text-summary = خلاصه این پروژه
proposal-known = همین متن پیش‌تر ثبت شده است و افزودن آن چیزی را تغییر نمی‌دهد.
proposal-same-call =
    { $count ->
        [one] متن دیگری از همین تماس پیش‌تر ثبت شده است.
       *[other] { DIGITS($count) } متن دیگر از همین تماس پیش‌تر ثبت شده است.
    }
proposal-correct =
    برای اصلاح، در پاسخ به همین پیام سطرهایی مانند این‌ها بنویسید:
    تاریخ: ۱۴۰۰/۱/۲۰
    طرف‌ها: پوتین، اردوغان
    منبع: کرملین
    به همین شیوه: عنوان، نشانی، زبان (فارسی، انگلیسی) و نوع (رسمی، خبر، خلاصه).
proposal-several =
    { $count ->
        [0] متنی برای افزودن نیست
        [one] یک متن برای افزودن
       *[other] { DIGITS($count) } متن برای افزودن
    }
proposal-new =
    { $count ->
        [0] همه پیش‌تر ثبت شده‌اند.
        [one] یکی تازه است.
       *[other] { DIGITS($count) } متن تازه است.
    }
add = افزودن
quietly = بدون خبر دادن به دنبال‌کنندگان
gone-draft = این متن پیش‌تر افزوده یا کنار گذاشته شده است.
correction-unusable = این سطر را نفهمیدم و چیزی را تغییر ندادم: { $line }
correction-fields = هر سطر با یکی از واژه‌های تاریخ، طرف‌ها، منبع، عنوان، نشانی، زبان یا نوع آغاز می‌شود و پس از آن دونقطه می‌آید.
correction-date = تاریخ را کامل بنویسید، نه در آینده: ۱۴۰۰/۱/۲۰، ۲۰ فروردین ۱۴۰۰ یا ۹ آوریل ۲۰۲۱.
correction-language = زبان یا فارسی است یا انگلیسی.
correction-kind = نوع یکی از این سه است: رسمی، خبر، خلاصه.
correction-url = نشانی باید نشانی کامل یک صفحه وب باشد.
correction-several = این فایل چند متن دارد. آن‌ها را در خود فایل اصلاح کنید و دوباره بفرستید.
added = افزوده شد: { $who }، { $when }
added-more =
    { $count ->
        [one] و یکی دیگر.
       *[other] و { DIGITS($count) } متن دیگر.
    }
added-nothing = همه پیش‌تر ثبت شده بود و چیزی تغییر نکرد.
added-told =
    { $count ->
        [0] کسی چنین تماس‌هایی را دنبال نمی‌کند و پیامی فرستاده نمی‌شود.
        [one] خبر آن به یک گفتگو می‌رسد.
       *[other] { DIGITS($count) } پیام فرستاده می‌شود.
    }
added-quietly = به دنبال‌کنندگان خبر داده نمی‌شود.
remove-how = پس از فرمان /remove بنویسید کدام متن حذف شود: شناسه آن، یا چند واژه مانند «پوتین اردوغان فروردین ۱۴۰۰».
remove-which = کدام‌یک از این تماس‌ها؟
remove-more =
    { $count ->
        [one] یک تماس دیگر هم با این نشانی هست؛ لطفاً دقیق‌تر بنویسید.
       *[other] { DIGITS($count) } تماس دیگر هم با این نشانی هست؛ لطفاً دقیق‌تر بنویسید.
    }
remove-line = { DIGITS($number) }. { $title } ({ $id })
remove-one = حذف { DIGITS($number) }: { $language } ({ $source })
remove-all = حذف همه این تماس ({ DIGITS($count) } متن)
removed =
    { $count ->
        [one] حذف شد: یک متن از تماس { $who }، { $when }
       *[other] حذف شد: { DIGITS($count) } متن از تماس { $who }، { $when }
    }
broadcast-how = پیام را پس از فرمان /broadcast بنویسید؛ قالب‌بندی آن می‌ماند و پیش از ارسال آن را می‌بینید.
broadcast-long = این پیام { DIGITS($count) } نویسه دارد و بیش از ۴۰۹۶ نویسه در یک پیام نمی‌گنجد. لطفاً کوتاهش کنید.
broadcast-ask =
    { $count ->
        [one] پیام این‌گونه دیده می‌شود و به یک گفتگو می‌رود. فرستاده شود؟
       *[other] پیام این‌گونه دیده می‌شود و به { DIGITS($count) } گفتگو می‌رود. فرستاده شود؟
    }
broadcast-send = ارسال به همه
broadcast-sent =
    { $count ->
        [one] پیام برای یک گفتگو در صف ارسال است.
       *[other] پیام برای { DIGITS($count) } گفتگو در صف ارسال است.
    }
gone-broadcast = این پیام پیش‌تر فرستاده یا کنار گذاشته شده است.
