"""The finished jury of the demo: winter smoke in Almaty, answered by the city's authority."""
from __future__ import annotations

from app.cli.demo.words import Expert, words
from app.domain.phases import ReplyStatus
from app.services.juries import ChargeTexts
from app.services.verdict.verdicts import Cases

SLUG = "almaty-air-2026"
TITLE = words("Алматы ауасы", "Воздух Алматы", "Almaty’s air")
PLACE = words("Алматы қаласы", "город Алматы", "city of Almaty")
AUTHORITY = words("Алматы қаласының әкімдігі (демо)", "Акимат города Алматы (демо)", "Akimat of Almaty (demo)")
CHARGE = ChargeTexts(
    question=words(
        "Алматыда қысқы түтінді азайту үшін ең алдымен не істеу керек?",
        "Что нужно сделать в первую очередь, чтобы зимой в Алматы стало меньше дыма?",
        "What should be done first to reduce winter smoke in Almaty?"),
    scope_in=words(
        "Үйлерді жылыту, көлік, қоғамдық көлік, ауа сапасын өлшеу және хабарлау.",
        "Отопление домов, автомобили, общественный транспорт, измерение качества воздуха и оповещение.",
        "Heating of homes, cars, public transport, measuring air quality and informing people."),
    scope_out=words(
        "Басқа қалалардың кәсіпорындары және республикалық салықтар.",
        "Предприятия других городов и республиканские налоги.",
        "Industry of other cities and national taxes."),
    powers=words(
        "Алқа сарапшыларды өзі таңдап шақыра алады. Шешімі ұсыным сипатында, бірақ әр ұсынымға жауап беріледі.",
        "Жюри само может выбирать и приглашать экспертов. Его вердикт – рекомендация, но на каждый пункт будет ответ.",
        "The jury may choose and invite experts. Its verdict is advice, but every item will be answered."),
    reply_promise=words(
        "Әкімдік әр ұсынымға шешім жарияланғаннан кейін 10 жұмыс күні ішінде көпшілік алдында жауап береді.",
        "Акимат публично ответит на каждую рекомендацию в течение 10 рабочих дней после публикации вердикта.",
        "The akimat will answer each recommendation in public within 10 working days of publication."))

EXPERTS: tuple[Expert, ...] = (
    ("Сәуле Нұрмағамбет", "expert.air1@example.org", words("Ауа өлшеу деректері", "Данные измерений воздуха", "Air measurements"),
     {}, words("Университет қызметкері, мүддесі жоқ.", "Сотрудница университета, интересов нет.", "University staff, no interests.")),
    ("Игорь Ким", "expert.air2@example.org", words("Үйлерді газға көшіру", "Перевод домов на газ", "Moving homes to gas"),
     words("Алдымен көмірден бас тарту керек", "Сначала отказаться от угля", "Coal must go first"),
     words("Газ тарату компаниясында кеңесші.", "Консультант газораспределительной компании.", "Consultant of a gas network company.")),
    ("Әлия Төреқұл", "expert.air3@example.org", words("Қала көлігі", "Городской транспорт", "City transport"),
     words("Алдымен автомобильді азайту керек", "Сначала сократить автомобили", "Cars must be reduced first"),
     words("Жаяу жүргіншілер бірлестігінің мүшесі.", "Член объединения пешеходов.", "Member of a pedestrians’ association.")),
)

DOCUMENTS = (
    ("kk", "Ауа деректері", "Сәуле Нұрмағамбет", words("Қыстағы ауа: негізгі деректер", "Воздух зимой: основные данные", "Winter air: the main data"),
     ("Қысқы айларда PM2.5 шоғыры жазғы деңгейден бірнеше есе жоғары болады. Ең жоғары мәндер кешке, үй жылытылатын сағаттарда байқалады. "
     "Бұл құжат демонстрация үшін жазылған: сандар нақты есептен алынбаған.")),
    ("ru", "Уголь и газ", "Игорь Ким", words("Көмірден газға: шығын мен пайда", "С угля на газ: расходы и польза", "From coal to gas: costs and benefits"),
     ("Перевод частного дома на газ стоит семье заметных денег: подводка, котёл, проект. Без помощи бюджета бедные семьи останутся на угле. "
     "Документ написан для демонстрации, цифры условны.")),
    ("ru", "Автобусы вместо машин", "Әлия Төреқұл", words("Көліктің орнына автобус", "Автобусы вместо машин", "Buses instead of cars"),
     ("В дни сильного загрязнения бесплатный транспорт уменьшает число поездок на машине, если автобусы ходят часто. "
     "Документ написан для демонстрации.")),
)

STATEMENTS = (
    ("kk", "Біздің ауданда көмірден басқа амал жоқ. Газ құбыры көшенің басында тоқтап қалған."),
    ("ru", "У мамы в Алатауском районе автобус ходит раз в сорок минут. Платный въезд ударит именно по таким людям."),
    ("kk", "Алдымен автобус қоссын, сосын ғана ақы алсын."),
    ("ru", "Данные датчиков должны быть открыты каждый час, иначе мы спорим вслепую."),
)
QUESTIONS = (
    ("kk", "Бір үйді газға көшіру орта есеппен қанша тұрады және оны кім төлейді?",
     "ru", "Для типичного дома это подводка, проект и котёл. В соседних городах бюджет возмещал от половины до всей суммы бедным семьям."),
    ("ru", "Насколько уменьшился бы дым, если бы в плохие дни автобусы были бесплатными?",
     "ru", "По опыту других городов эффект есть, но небольшой, если не увеличить частоту автобусов."),
)

FINDINGS = (
    (words("Қысқы түтіннің негізгі көзі – көмір", "Главный источник зимнего дыма – уголь", "Coal is the main source of winter smoke"),
     words("Кешкі ең жоғары мәндер үй жылытумен сәйкес келеді; сарапшылардың үшеуі де осыны растады.",
           "Вечерние пики совпадают с топкой печей; это подтвердили все три эксперта.",
           "Evening peaks coincide with heating; all three experts confirmed it.")),
    (words("Автобус сирек жерде көлікке балама жоқ", "Где автобусы редки, машине нет замены", "Where buses are rare there is no substitute for a car"),
     words("Шеткі аудандарда аралық 40 минутқа жетеді.", "На окраинах интервал доходит до 40 минут.", "In outer districts the interval reaches 40 minutes.")),
)
# title, body, why it matters, votes (for, against, abstain), reply or None
RECOMMENDATIONS = (
    (words("Көмір жағатын үйлерді таза жылуға көшіру", "Перевести дома с угля на чистое тепло", "Move coal-heated homes to clean heat"),
     words("Жеке сектордағы үйлерді газға немесе жылу сорғысына көшіруге грант берілсін. Табысы төмен отбасылардың шығыны толық өтелсін.",
           "Дать гранты на перевод частных домов на газ или тепловые насосы. Семьям с низким доходом возместить расходы полностью.",
           "Give grants for moving private homes to gas or heat pumps. Refund low-income families in full."),
     words("Түтіннің көбі осыдан шығады, ал кедей отбасылар өз бетімен көше алмайды.",
           "Большая часть дыма – отсюда, а бедные семьи сами перейти не могут.",
           "Most smoke comes from here, and poor families cannot change alone."),
     (20, 1, 0), (ReplyStatus.ACCEPTED, words(
         "Қабылданды. Келесі бюджетте грант бағдарламасы қарастырылады.", "Принято. Программа грантов будет в следующем бюджете.",
         "Accepted. A grant programme will be in the next budget."))),
    (words("Ауа лас күндері қоғамдық көлік тегін", "В дни грязного воздуха транспорт бесплатный", "Free public transport on bad-air days"),
     words("Ластану шектен асқан күндері автобус пен метро тегін болсын. Ол туралы бір күн бұрын хабарлансын.",
           "Когда загрязнение выше порога, автобусы и метро бесплатны. Об этом сообщают за день.",
           "When pollution is above the limit, buses and the metro are free. This is announced a day ahead."),
     words("Адамдарға бірден көмектеседі және тез енгізіледі.", "Помогает людям сразу и вводится быстро.", "It helps people at once and can start soon."),
     (18, 2, 1), (ReplyStatus.REJECTED, words(
         "Қабылданбады. Тегін жол жүруге қаржы жоқ; алдымен автобус аралығын қысқартамыз.",
         "Отклонено. Денег на бесплатный проезд нет; сначала сократим интервалы автобусов.",
         "Rejected. There is no money for free rides; we shorten the intervals of buses first."))),
    (words("Ауа сапасының дерегі ашық болсын", "Открыть данные о качестве воздуха", "Open the data on air quality"),
     words("Әр ауданда кемінде үш датчик тұрсын, дерегі сағат сайын ашық форматта жариялансын.",
           "В каждом районе не меньше трёх датчиков, данные публикуются каждый час в открытом формате.",
           "At least three sensors in every district, data published every hour in an open format."),
     words("Деректерсіз ештеңенің нәтижесін тексеру мүмкін емес.", "Без данных ничего нельзя проверить.", "Without data nothing can be checked."),
     (21, 0, 0), None),
    (words("Қала орталығына көлікпен кіру ақылы болсын", "Сделать платным въезд в центр", "Charge cars for entering the centre"),
     words("Түскен ақша шеткі аудандардың автобусына жұмсалсын. Мүгедектігі бар адамдарға тегін.",
           "Деньги направить на автобусы окраин. Для людей с инвалидностью бесплатно.",
           "Spend the money on buses of the outer districts. Free for people with disabilities."),
     words("Орталықтағы кептеліс те түтін.", "Пробки в центре – тоже дым.", "Jams in the centre are smoke too."),
     (11, 8, 2), None),
)
DISSENT = ("kk", "Автобус сирек жүретін аудан тұрғындары үшін ақылы кіру – қосымша салық. Алдымен көлікті жеткізіп, содан кейін ғана ақы алған әділ болар еді.")
# yes, partly, no; and what some jurors wrote beside their answer
RATING = ((2, 5, 11), (
    "Біз ақшаның қайдан алынатынын ұсынымда жазғанбыз. Оған жауап жоқ.",
    "Об интервалах мы не спрашивали. Мы спрашивали о днях, когда нечем дышать.",
    "Автобус жиілесе де жақсы, бірақ бұл басқа мәселе."))
# title, days after the reply; the first is reported as done, with a link
PROMISES = (
    (words("Грант ережесінің жобасы жарияланады", "Опубликовать проект правил гранта", "Publish the draft rules of the grant"), 20),
    (words("Аудандар бойынша үйлер тізімі жасалады", "Составить список домов по районам", "List the homes of each district"), 15),
)
REPORT = (words("Жоба жарияланды, пікірлер бір ай бойы қабылданады.", "Проект опубликован, замечания принимаются месяц.",
                "The draft is published; comments are taken for a month."), "https://example.org/grant-rules")
ANSWER = words(
    "Ең алдымен – көмір жағатын үйлерді мемлекеттің көмегімен таза жылуға көшіру. Ауа лас күндері қоғамдық көлік тегін болсын, ал ауа сапасының дерегі сағат сайын ашық жариялансын.",
    "В первую очередь – с помощью государства перевести дома с угля на чистое тепло. В дни грязного воздуха транспорт должен быть бесплатным, а данные о воздухе – открытыми каждый час.",
    "First, move coal-heated homes to clean heat with the state’s help. On bad-air days public transport should be free, and air data open every hour.")
PROCESS_NOTE = words(
    "Алқа үш күн отырды, үш сарапшыны тыңдады, жиырмадан астам сұрақ қойды, шағын топтарда және жалпы отырыста талқылады. Дауыс беру құпия өтті. Бұл – демонстрация: адамдар ойдан шығарылған.",
    "Жюри заседало три дня, выслушало трёх экспертов, задало более двадцати вопросов, обсуждало в малых группах и вместе. Голосование было тайным. Это демонстрация: люди вымышлены.",
    "The jury sat for three days, heard three experts, asked more than twenty questions, and deliberated in small groups and together. The vote was secret. This is a demonstration: the people are invented.")
CASES = Cases(
    for_it=words(
        "Түтіннің негізгі көзі белгілі: қыста көмір жағатын пештер. Адамдар ұсқынсыз болғысы келгендіктен емес, басқа амалы болмағандықтан көмір жағады. Сондықтан тыйым салудан гөрі көмек тезірек нәтиже береді. Тегін көлік пен ашық дерек аз ақша талап етеді әрі бірден көрінеді.",
        "Главный источник дыма известен: зимой это угольные печи. Люди топят углём не от упрямства, а потому что другого тепла у них нет. Поэтому помощь даст результат быстрее, чем запреты. Бесплатный транспорт и открытые данные стоят недорого и заметны сразу.",
        "The main source of the smoke is known: coal stoves in winter. People burn coal not out of stubbornness but because they have no other heat. Help therefore works faster than bans. Free transport and open data cost little and are noticed at once."),
    against=words(
        "Грантқа ақша жетпесе, бай үйлер бірінші болып көшеді, ал кедейлер көмірмен қалады. Жылу сорғысы тоқты көп алады, ал тоқтың өзі көмірден өндіріледі: түтін қаладан станцияға көшеді. Әуелі жылу электр орталығын газға көшіру арзанырақ болуы мүмкін еді.",
        "Если денег на гранты не хватит, первыми перейдут дома побогаче, а бедные останутся с углём. Тепловые насосы берут много электричества, а оно само вырабатывается из угля: дым переедет из города на станцию. Возможно, дешевле было бы сначала перевести на газ теплоцентраль.",
        "If the money for grants runs out, better-off homes change first and the poor stay with coal. Heat pumps take much electricity, which is itself made of coal: the smoke moves from the city to the power station. It may have been cheaper to move the heating plant to gas first."))
# language, what a juror found wrong with the text, the answer of the writers
REMARK = ("ru", "В ответе не сказано, сколько это стоит. Мы об этом много говорили.",
          "Суммы жюри не подсчитывало: её должна назвать власть в своём ответе. Поэтому в тексте её нет.")
