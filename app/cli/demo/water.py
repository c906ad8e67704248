"""The jury of the demo that deliberates today: how Kyzylorda shares scarce irrigation water."""
from __future__ import annotations

from app.cli.demo.words import Expert, words
from app.services.juries import ChargeTexts

SLUG = "kyzylorda-water-2026"
TITLE = words("Қызылорда суы", "Вода Кызылорды", "Kyzylorda’s water")
PLACE = words("Қызылорда облысы", "Кызылординская область", "Kyzylorda region")
AUTHORITY = words("Қызылорда облысының әкімдігі (демо)", "Акимат Кызылординской области (демо)", "Akimat of Kyzylorda region (demo)")
CHARGE = ChargeTexts(
    question=words(
        "Сырдария суы азайған жылдары суармалы су егіншілер, ауылдар мен табиғат арасында қалай бөлінуі керек?",
        "Как в маловодные годы делить воду Сырдарьи между земледельцами, сёлами и природой?",
        "In dry years, how should the water of the Syr Darya be shared between farmers, villages and nature?"),
    scope_in=words("Суару кезегі, күріш егісінің көлемі, канал шығыны, ауылдарға ауыз су, Арал бөлігіне су жіберу.",
                   "Очерёдность полива, площади риса, потери в каналах, питьевая вода сёл, попуски в Арал.",
                   "Turns of irrigation, the area of rice, losses in canals, drinking water of villages, releases to the Aral."),
    scope_out=words("Көрші мемлекеттермен келіссөздер.", "Переговоры с соседними государствами.", "Negotiations with neighbouring states."),
    powers=words("Алқа ұсыным береді; әр ұсынымға әкімдік жазбаша жауап қайтарады.",
                 "Жюри даёт рекомендации; акимат письменно отвечает на каждую.",
                 "The jury recommends; the akimat answers each recommendation in writing."),
    reply_promise=words("Жауап шешім жарияланғаннан кейін 10 жұмыс күні ішінде беріледі.",
                        "Ответ будет дан в течение 10 рабочих дней после публикации вердикта.",
                        "The reply comes within 10 working days of publication."))
EXPERTS: tuple[Expert, ...] = (
    ("Мұрат Әбдіқадыр", "expert.water1@example.org", words("Сырдария ағыны", "Сток Сырдарьи", "The flow of the Syr Darya"), {},
     words("Гидролог, мүддесі жоқ.", "Гидролог, интересов нет.", "Hydrologist, no interests.")),
    ("Гүлсім Жанқожа", "expert.water2@example.org", words("Күріш шаруашылығы", "Рисоводство", "Rice growing"),
     words("Күріш алқабын сақтау керек", "Площади риса нужно сохранить", "Rice fields must be kept"),
     words("Шаруашылық төрағасы.", "Глава хозяйства.", "Head of a farm.")),
    ("Пётр Ли", "expert.water3@example.org", words("Су үнемдеу", "Водосбережение", "Saving water"),
     words("Күріш алқабын азайту керек", "Площади риса нужно сократить", "Rice fields must shrink"),
     words("Жабдық сатушы компанияның кеңесшісі.", "Консультант продавца оборудования.", "Consultant of an equipment seller.")),
)
DOCUMENTS = (
    ("kk", "Сырдария ағыны", "Мұрат Әбдіқадыр", words("Сырдария ағыны: он жыл", "Сток Сырдарьи: десять лет", "Flow of the Syr Darya: ten years"),
     "Соңғы он жылда суы аз жылдар жиіледі. Вегетация кезіндегі су сұраныстан төмен болады. Құжат демонстрация үшін жазылған, сандар шартты."),
    ("ru", "Потери в каналах", "Пётр Ли", words("Каналдағы су шығыны", "Потери воды в каналах", "Water lost in canals"),
     "Значительная часть воды теряется до поля: каналы без облицовки фильтруют. Ремонт дешевле новых водохранилищ. Документ написан для демонстрации."),
)
STATEMENTS = (
    ("facilitator", "kk", "Қош келдіңіздер! Бүгін күріш алқабы мен ауыл суы туралы екі сарапшыны тыңдаймыз. Асықпаймыз, бірін-бірі бөлмейміз."),
    ("juror1", "kk", "Біздің ауылға шілдеде су екі апта келмей қалды. Бақша түгел күйіп кетті."),
    ("juror2", "ru", "У нас в хозяйстве рис – единственная работа на селе. Если площади урежут, куда пойдут люди?"),
    ("juror3", "kk", "Канал жөндеуге ақша бөлінді дейді, бірақ жағасы әлі топырақ. Алдымен сол шығынды тоқтату керек шығар."),
    ("juror2", "ru", "Согласна. Но нужно знать точно, сколько теряется в каналах, а сколько уходит на рис."),
)
QUESTIONS = (
    ("juror1", 2, "kk", "Каналды бетондасақ, қанша су үнемделеді және ол қанша жылда ақталады?"),
    ("juror2", 1, "ru", "Какие культуры могут заменить рис на засолённых землях?"),
    ("juror3", 0, "kk", "Ауыз суға арналған үлес заңмен қорғалған ба?"),
)
RECOMMENDATION = (
    words("Ауыз су – бірінші кезекте", "Питьевая вода – в первую очередь", "Drinking water comes first"),
    words("Суы аз жылдары ауылдардың ауыз суы бірінші, содан кейін ғана суару. Кезек алдын ала жариялансын.",
          "В маловодные годы сначала питьевая вода сёл, затем полив. Очередь публикуется заранее.",
          "In dry years villages’ drinking water comes first, then irrigation. The turns are published beforehand."),
    words("Судың жоқтығынан алдымен ауыл зардап шегеді.", "От нехватки воды сначала страдают сёла.", "Villages suffer first when water is short."))
