# تماس‌ها، فهرست تماس‌ها و متن کامل آن‌ها به فارسی.

new-call = 📞 تماس تازه
topics = موضوع‌ها: { $topics }
told-by-others =
    { $count ->
        [one] متن دیگری هم از این تماس هست.
       *[other] از این تماس { DIGITS($count) } متن دیگر هم هست.
    }
digest =
    { $count ->
        [one] یک تماس تازه
       *[other] { DIGITS($count) } تماس تازه
    }
digest-more =
    { $count ->
        [one] و یک تماس دیگر: /calls
       *[other] و { DIGITS($count) } تماس دیگر: /calls
    }
whole-readout = متن کامل { $language } · { $source }
call-line = { $who }، { $day }
call-listed = { DIGITS($number) }. { $who }، { $when }
calls-all = تازه‌ترین تماس‌ها
calls-about =
    { $count ->
        [one] { $what }: یک تماس
       *[other] { $what }: { DIGITS($count) } تماس
    }
no-calls = هنوز تماسی اینجا نیست.
no-such-calls = تماسی با این مشخصات پیدا نشد: { $what }
calls-newer = ‹ تازه‌تر
calls-older = قدیمی‌تر ›
page = صفحه { DIGITS($page) } از { DIGITS($count) }
page-before = ‹ قبلی
page-after = بعدی ›
kind-person = رهبران
kind-place = کشورها
kind-topic = موضوع‌ها
kind-year = سال‌ها
pick-person = کدام رهبر؟
pick-place = کدام کشور؟
pick-topic = کدام موضوع؟
pick-year = کدام سال؟
gone-list = این فهرست دیگر در دسترس نیست. لطفاً /calls را دوباره بفرستید.
