"""The jury of the demo that is still recruiting: small village schools."""
from __future__ import annotations

from app.cli.demo.words import words
from app.services.juries import ChargeTexts

SLUG = "village-schools-2027"
TITLE = words("Ауыл мектебі", "Сельская школа", "The village school")
PLACE = words("Солтүстік Қазақстан облысы", "Северо-Казахстанская область", "North Kazakhstan region")
AUTHORITY = words("Облыстық білім басқармасы (демо)", "Областное управление образования (демо)", "Regional education department (demo)")
CHARGE = ChargeTexts(
    question=words(
        "Оқушысы аз ауыл мектептерін сақтау керек пе, әлде балаларды тірек мектептерге тасымалдау керек пе?",
        "Сохранять малокомплектные сельские школы или возить детей в опорные?",
        "Should small village schools be kept, or should children be taken to larger ones?"),
    scope_in=words("Мектеп желісі, тасымалдау, интернат, қашықтан оқыту, мұғалімдерді тарту.",
                   "Сеть школ, подвоз, интернаты, дистанционные уроки, привлечение учителей.",
                   "The network of schools, buses, boarding, remote lessons, attracting teachers."),
    scope_out=words("Оқу бағдарламасының мазмұны.", "Содержание учебных программ.", "The content of the curriculum."),
    powers=words("Алқаның шешімі – ұсыным; басқарма әр тармаққа жауап береді.",
                 "Вердикт жюри – рекомендация; управление ответит на каждый пункт.",
                 "The verdict is advice; the department answers every item."),
    reply_promise=words("Жауап 10 жұмыс күні ішінде жарияланады.", "Ответ будет опубликован в течение 10 рабочих дней.",
                        "The reply will be published within 10 working days."))
