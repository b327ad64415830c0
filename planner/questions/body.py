"""Questions about the body: organs and what they do, never gender."""

from planner.marked import N_
from planner.questions.model import Question, yes_no

BODY = (
    Question(
        "has_ovaries",
        "one",
        N_("Do you have ovaries?"),
        N_("Chemo can harm ovaries. Eggs can be frozen before it."),
        yes_no(N_("you have ovaries"), N_("you have no ovaries"), N_("you are not sure if you have ovaries")),
        skipped=N_("you have not said if you have ovaries"),
    ),
    Question(
        "has_uterus",
        "one",
        N_("Do you have a womb?"),
        N_("It decides if pregnancy tests and period care are part of your plan."),
        yes_no(N_("you have a womb"), N_("you have no womb"), N_("you are not sure if you have a womb")),
        skipped=N_("you have not said if you have a womb"),
    ),
    Question(
        "has_testes",
        "one",
        N_("Do you have testicles?"),
        N_("Chemo can harm sperm. Sperm can be frozen before it."),
        yes_no(N_("you have testicles"), N_("you have no testicles"), N_("you are not sure if you have testicles")),
        skipped=N_("you have not said if you have testicles"),
    ),
    Question(
        "menopause",
        "one",
        N_("Have you been through the menopause?"),
        N_("After a confirmed menopause some steps are not needed."),
        {
            "no": N_("you have not been through the menopause"),
            "natural-confirmed": N_("your menopause is confirmed"),
            "surgical": N_("surgery brought your menopause"),
            "unsure": N_("you are not sure about the menopause"),
        },
        {
            "no": N_("No"),
            "natural-confirmed": N_("Yes, a doctor or nurse confirmed it"),
            "surgical": N_("Yes, after surgery on my ovaries"),
            "unsure": N_("Not sure"),
        },
        N_("you have not said if you have been through the menopause"),
    ),
    Question(
        "periods",
        "one",
        N_("What are your periods like now?"),
        N_("Heavy periods need a plan while blood counts are low."),
        {
            "regular": N_("your periods are regular"),
            "irregular": N_("your periods are irregular"),
            "none": N_("you have no periods"),
            "masked-by-hormones": N_("hormones hide your periods"),
        },
        {
            "regular": N_("Regular"),
            "irregular": N_("Irregular"),
            "none": N_("No periods"),
            "masked-by-hormones": N_("Hidden by hormones or birth control"),
        },
        N_("you have not said what your periods are like"),
    ),
    Question(
        "hormones",
        "several",
        N_("Do you take any of these hormones?"),
        N_("Hormones can change freezing, and none of these is birth control."),
        {
            "testosterone": N_("you take testosterone"),
            "oestrogen-or-blocker": N_("you take oestrogen or a blocker"),
            "gnrh": N_("you have injections that rest the ovaries or testicles"),
            "hrt": N_("you take HRT"),
        },
        {
            "testosterone": N_("Testosterone"),
            "oestrogen-or-blocker": N_("Oestrogen or a blocker"),
            "gnrh": N_("Injections that rest the ovaries or testicles"),
            "hrt": N_("HRT"),
        },
        N_("you have not said which hormones you take"),
        N_("you take none of these hormones"),
    ),
    Question(
        "pregnant",
        "one",
        N_("Could you be pregnant now?"),
        N_("Chemo can harm an unborn baby, so this comes first."),
        yes_no(N_("you are pregnant"), N_("you are not pregnant"), N_("you may be pregnant")),
        skipped=N_("you have not said if you may be pregnant"),
    ),
    Question(
        "positive_test_on",
        "day",
        N_("When did you have a positive pregnancy test?"),
        N_("Your team needs to hear of it at once."),
        skipped=N_("no positive pregnancy test was told"),
    ),
    Question(
        "breastfeeding",
        "one",
        N_("Are you breastfeeding or chestfeeding?"),
        N_("Chemo gets into milk, and stopping takes weeks."),
        yes_no(N_("you are breastfeeding"), N_("you are not breastfeeding")),
        skipped=N_("you have not said if you are breastfeeding"),
    ),
)
