"""Regions of the world by country code, after the United Nations' regions for the Sustainable Development Goals.

They group countries for reading and say nothing on the status of any territory.
"""

from django.utils.translation import gettext_lazy as _

CODES = {
    "africa": "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW IO KE KM LR LS MG ML MR MU MW MZ NA NE NG RE RW SC "
    "SH SL SN SO SS ST SZ TD TF TG TZ UG YT ZA ZM ZW",
    "north-africa": "AE AM AZ BH CY DZ EG EH GE IL IQ JO KW LB LY MA OM PS QA SA SD SY TN TR YE",
    "central-asia": "AF BD BT IN IR KG KZ LK MV NP PK TJ TM UZ",
    "east-asia": "BN CN HK ID JP KH KP KR LA MM MN MO MY PH SG TH TL TW VN",
    "america": "AG AI AN AR AW BB BL BO BQ BR BS BV BZ CL CO CR CU CW DM DO EC FK GD GF GP GS GT GY HN HT JM KN KY LC MF MQ MS "
    "MX NI PA PE PR PY SR SV SX TC TT UY VC VE VG VI",
    "oceania": "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
    "europe": "AD AL AT AX BA BE BG BM BY CA CH CZ DE DK EE ES FI FO FR GB GG GI GL GR HR HU IE IM IS IT JE LI LT LU LV MC MD "
    "ME MK MT NL NO PL PM PT RO RS RU SE SI SJ SK SM UA US VA XK",
    "antarctica": "AQ",
}
NAMES = {
    "africa": _("Sub-Saharan Africa"),
    "north-africa": _("Northern Africa and Western Asia"),
    "central-asia": _("Central and Southern Asia"),
    "east-asia": _("Eastern and South-Eastern Asia"),
    "america": _("Latin America and the Caribbean"),
    "oceania": _("Oceania"),
    "europe": _("Europe and Northern America"),
    "antarctica": _("Antarctica"),
}
OF = {code: region for region, codes in CODES.items() for code in codes.split()}
