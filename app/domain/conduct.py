"""The code of conduct that a jury finds on the first day; its members may change every word of it."""
from __future__ import annotations

STANDARD_CODE = {
    "kk": """Әркімнің сөзі тыңдалады. Басқаның сөзін бөлмейміз, өз атымыздан және қысқа сөйлейміз.

Адамды емес, ойды сынаймыз. Балағаттауға, қорқытуға, мазақ етуге болмайды.

Айтқанымыздың қайдан белгілі екенін айтамыз: құжаттан ба, сарапшыдан ба, өз тәжірибемізден бе.

Түсініксіз болса, сұраймыз. Орынсыз сұрақ болмайды.

Осында айтылғанды сыртқа шығармаймыз: жазып алмаймыз, кімнің не айтқанын жарияламаймыз.

Ешкім сөйлеуге, келісуге немесе белгілі бір түрде дауыс беруге мәжбүрленбейді.

Ережені бұзған адамға алдымен ескертіледі. Модератор себебін айтып, сөзді жасыра алады немесе адамның жазуын \
біраз уақытқа тоқтата алады. Мұнымен келіспеген адамның шағымын бақылаушы кеңес қарайды.""",
    "ru": """Слышен каждый. Мы не перебиваем, говорим от своего имени и коротко.

Мы спорим с мыслями, а не с людьми. Оскорбления, угрозы и насмешки недопустимы.

Мы говорим, откуда это знаем: из документа, от эксперта или из собственного опыта.

Если что-то непонятно, мы спрашиваем. Глупых вопросов не бывает.

Сказанное здесь остаётся здесь: мы не ведём записей и не рассказываем, кто что сказал.

Никого не заставляют говорить, соглашаться или голосовать определённым образом.

Того, кто нарушил правила, сначала просят их соблюдать. Модератор может, назвав причину, скрыть слова или на время \
запретить писать. Кто с этим не согласен, обращается в наблюдательный совет.""",
    "en": """Everybody is heard. We let others finish, speak for ourselves and are brief.

We criticise ideas, never people. No insults, no threats, no mockery.

We say how we know: from a document, from an expert or from our own experience.

When something is unclear, we ask. There are no foolish questions.

What is said here stays here: we make no recordings and do not tell who said what.

Nobody is pressed to speak, to agree or to vote in a certain way.

Whoever breaks the rules is reminded first. The facilitator may, with a reason, hide words or keep somebody from \
writing for a time. Whoever disagrees appeals to the overseers.""",
}
