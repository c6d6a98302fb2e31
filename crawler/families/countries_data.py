"""Names, dialling codes and price-list numbers of countries."""

from __future__ import annotations

_LATIN = """
AD andorra | AE unitedarabemirates uae emirates | AF afghanistan | AG antiguaandbarbuda antiguabarbuda antigua
AI anguilla | AL albania | AM armenia | AO angola | AQ antarctica | AR argentina | AS americansamoa | AT austria
AU australia | AW aruba | AX alandislands | AZ azerbaijan | BA bosniaandherzegovina bosnia bosniaherzegovina
BB barbados | BD bangladesh | BE belgium | BF burkinafaso furkinafaso | BG bulgaria | BH bahrain | BI burundi
BJ benin | BL saintbarthelemy | BM bermuda | BN bruneidarussalam brunei | BO bolivia
BQ bonaire caribbeannetherlands | BR brazil | BS bahamas thebahamas | BT bhutan | BV bouvetisland | BW botswana
BY belarus | BZ belize | CA canada | CC cocoskeelingislands
CD dcongo drcongo democraticcongo congodr democraticrepublicofthecongo congodemrep congodemocraticrepublic
CF centralafricanrepublic caf centralafrica | CG congo republicofthecongo republiccongo | CH switzerland
CI cotedivoire ivorycoast ivory | CK cookislands | CL chile | CM cameroon | CN china | CO colombia
CR costarica | CU cuba | CV caboverde capeverde | CW curacao | CX christmasisland | CY cyprus
CZ czechia czech czechrepublic | DE germany | DJ djibouti | DK denmark | DM dominica
DO dominicanrepublic dominican | DZ algeria | EC ecuador | EE estonia | EG egypt | EH westernsahara | ER eritrea
ES spain | ET ethiopia | FI finland | FJ fiji | FK falklandislandsmalvinas | FM micronesia | FO faroeislands
FR france | GA gabon | GB unitedkingdom uk england britain greatbritain | GD grenada | GE georgia
GF frenchguiana | GG guernsey | GH ghana | GI gibraltar | GL greenland | GM gambia thegambia | GN guinea
GP guadeloupe | GQ equatorialguinea | GR greece | GS southgeorgiaandthesouthsandwichislands | GT guatemala
GU guam | GW guineabissau | GY guyana | HK hongkong | HM heardislandandmcdonaldislands | HN honduras
HR croatia | HT haiti | HU hungary | ID indonesia | IE ireland | IL israel | IM isleofman | IN india
IO britishindianoceanterritory | IQ iraq | IR iran | IS iceland | IT italy | JE jersey | JM jamaica | JO jordan
JP japan | KE kenya | KG kyrgyzstan kirghizia | KH cambodia | KI kiribati | KM comoros
KN saintkittsandnevis saintkitts stkitts saintkittsnevis | KP northkorea | KR southkorea korea republicofkorea
KW kuwait | KY caymanislands | KZ kazakhstan | LA laos lao laopeople | LB lebanon | LC saintlucia stlucia
LI liechtenstein | LK srilanka | LR liberia | LS lesotho | LT lithuania | LU luxembourg | LV latvia
LY libya libyan | MA morocco | MC monaco | MD moldova | ME montenegro | MF saintmartinfrenchpart | MG madagascar
MH marshallislands | MK northmacedonia macedonia | ML mali | MM myanmar burma | MN mongolia | MO macao macau
MP northernmarianaislands | MQ martinique | MR mauritania | MS montserrat | MT malta | MU mauritius
MV maldives | MW malawi | MX mexico | MY malaysia | MZ mozambique | NA namibia | NC newcaledonia | NE niger
NF norfolkisland | NG nigeria | NI nicaragua | NL netherlands holland | NO norway | NP nepal | NR nauru
NU niue | NZ newzealand | OM oman | PA panama | PE peru | PF frenchpolynesia | PG papuanewguinea papua
PH philippines | PK pakistan | PL poland | PM saintpierreandmiquelon | PN pitcairn | PR puertorico
PS palestine | PT portugal | PW palau | PY paraguay | QA qatar | RE reunion | RO romania | RS serbia serbian
RU russianfederation russia | RW rwanda | SA saudiarabia saudi | SB solomonislands | SC seychelles | SD sudan
SE sweden | SG singapore | SH sainthelena | SI slovenia | SJ svalbardandjanmayen | SK slovakia | SL sierraleone
SM sanmarino | SN senegal | SO somalia | SR suriname | SS southsudan | ST saotomeandprincipe saotome
SV elsalvador salvador | SX sintmaartendutchpart sintmaarten | SY syria syrian | SZ eswatini swaziland
TC turksandcaicosislands | TD chad | TF frenchsouthernterritories | TG togo | TH thailand | TJ tajikistan
TK tokelau | TL timorleste easttimor | TM turkmenistan | TN tunisia | TO tonga | TR turkiye turkey
TT trinidadandtobago trinidad trinidadtobago | TV tuvalu | TW taiwan | TZ tanzania | UA ukraine | UG uganda
UM unitedstatesminoroutlyingislands
US unitedstates usa america usavirtual usavirt unitedstatesvirtual usaphysical | UY uruguay | UZ uzbekistan
VA holyseevaticancitystate vatican | VC saintvincentandthegrenadines saintvincentgrenadines saintvincent
VE venezuela | VG britishvirginislands | VI usvirginislands | VN vietnam | VU vanuatu | WF wallisandfutuna
WS samoa | YE yemen | YT mayotte | ZA southafrica | ZM zambia | ZW zimbabwe | XK kosovo
"""
"""ISO code and the names it goes by, Latin letters only, everything else left out."""

_OWN = """
AR 阿根廷 Аргентина | AT 奥地利 Австрия | AU 澳大利亚 Австралия | BD 孟加拉国 | BE 比利时 | BR 巴西 Бразилия
BY Беларусь | CA 加拿大 Канада | CH 瑞士 | CL 智利 | CN 中国 中国大陆 Китай | CO 哥伦比亚 | CZ 捷克 Чехия
DE 德国 Германия | DK 丹麦 | EE 爱沙尼亚 Эстония | EG 埃及 Египет | ES 西班牙 Испания | FI 芬兰 Финляндия
FR 法国 Франция | GB 英国 Англия Великобритания | GE Грузия | GH 加纳 | GR 希腊 | HK 香港 Гонконг
HR 克罗地亚 | HU 匈牙利 | ID 印度尼西亚 印尼 Индонезия | IE 爱尔兰 | IL 以色列 Израиль | IN 印度 Индия
IT 意大利 Италия | JP 日本 | KE 肯尼亚 Кения | KG Киргизия Кыргызстан | KH 柬埔寨 | KR 韩国
KZ 哈萨克斯坦 Казахстан | LA 老挝 | LT 立陶宛 Литва | LV 拉脱维亚 Латвия | MA 摩洛哥 | MD Молдова | MM 缅甸
MO 澳门 | MX 墨西哥 Мексика | MY 马来西亚 Малайзия | NG 尼日利亚 Нигерия | NL 荷兰 Нидерланды | NO 挪威
NZ 新西兰 | PE 秘鲁 | PH 菲律宾 Филиппины | PK 巴基斯坦 | PL 波兰 Польша | PR 波多黎各 | PT 葡萄牙 Португалия
RO 罗马尼亚 Румыния | RU 俄罗斯 Россия | SE 瑞典 Швеция | SG 新加坡 | TH 泰国 Таиланд | TR 土耳其 Турция
TW 台湾 | UA 乌克兰 Украина | US 美国 США | UZ Узбекистан | VN 越南 Вьетнам | ZA 南非
"""
"""The same in Chinese and Russian, for those that the trade names."""

NAMES = {
    name.casefold(): row.split()[0]
    for row in (_LATIN + "|" + _OWN).replace("\n", "|").split("|")
    if row.strip()
    for name in row.split()[1:]
}
"""Folded name -> ISO 3166 alpha-2."""

_DIALLED = """
1:US 7:RU 20:EG 27:ZA 30:GR 31:NL 32:BE 33:FR 34:ES 36:HU 39:IT 40:RO 41:CH 43:AT 44:GB 45:DK 46:SE 47:NO 48:PL
49:DE 51:PE 52:MX 53:CU 54:AR 55:BR 56:CL 57:CO 58:VE 60:MY 61:AU 62:ID 63:PH 64:NZ 65:SG 66:TH 81:JP 82:KR
84:VN 86:CN 90:TR 91:IN 92:PK 93:AF 94:LK 95:MM 98:IR 211:SS 212:MA 213:DZ 216:TN 218:LY 220:GM 221:SN 222:MR
223:ML 224:GN 225:CI 226:BF 227:NE 228:TG 229:BJ 230:MU 231:LR 232:SL 233:GH 234:NG 235:TD 236:CF 237:CM 238:CV
239:ST 240:GQ 241:GA 242:CG 243:CD 244:AO 245:GW 246:IO 247:AC 248:SC 249:SD 250:RW 251:ET 252:SO 253:DJ 254:KE
255:TZ 256:UG 257:BI 258:MZ 260:ZM 261:MG 262:RE 263:ZW 264:NA 265:MW 266:LS 267:BW 268:SZ 269:KM 290:SH 291:ER
297:AW 298:FO 299:GL 350:GI 351:PT 352:LU 353:IE 354:IS 355:AL 356:MT 357:CY 358:FI 359:BG 370:LT 371:LV 372:EE
373:MD 374:AM 375:BY 376:AD 377:MC 378:SM 380:UA 381:RS 382:ME 383:XK 385:HR 386:SI 387:BA 389:MK 420:CZ 421:SK
423:LI 500:FK 501:BZ 502:GT 503:SV 504:HN 505:NI 506:CR 507:PA 508:PM 509:HT 590:GP 591:BO 592:GY 593:EC 594:GF
595:PY 596:MQ 597:SR 598:UY 599:CW 670:TL 672:NF 673:BN 674:NR 675:PG 676:TO 677:SB 678:VU 679:FJ 680:PW 681:WF
682:CK 683:NU 685:WS 686:KI 687:NC 688:TV 689:PF 690:TK 691:FM 692:MH 850:KP 852:HK 853:MO 855:KH 856:LA 880:BD
886:TW 960:MV 961:LB 962:JO 963:SY 964:IQ 965:KW 966:SA 967:YE 968:OM 970:PS 971:AE 972:IL 973:BH 974:QA 975:BT
976:MN 977:NP 992:TJ 993:TM 994:AZ 995:GE 996:KG 998:UZ
"""
DIALLED = dict(pair.split(":") for pair in _DIALLED.split())
"""Dialling code -> the country that uses it most (ITU-T E.164); 1 and 7 are shared."""

_NUMBERED = """
0:RU 1:UA 2:KZ 3:CN 4:PH 5:MM 6:ID 7:MY 8:KE 9:TZ 10:VN 11:KG 12:US 13:IL 14:HK 15:PL 16:GB 17:MG 18:CD 19:NG
20:MO 21:EG 22:IN 23:IE 24:KH 25:LA 26:HT 27:CI 28:GM 29:RS 30:YE 31:ZA 32:RO 33:CO 34:EE 35:AZ 36:CA 37:MA
38:GH 39:AR 40:UZ 41:CM 42:TD 43:DE 44:LT 45:HR 46:SE 47:IQ 48:NL 49:LV 50:AT 51:BY 52:TH 53:SA 54:MX 55:TW
56:ES 57:IR 58:DZ 59:SI 60:BD 61:SN 62:TR 63:CZ 64:LK 65:PE 66:PK 67:NZ 68:GN 69:ML 70:VE 71:ET 72:MN 73:BR
74:AF 75:UG 76:AO 77:CY 78:FR 79:PG 80:MZ 81:NP 82:BE 83:BG 84:HU 85:MD 86:IT 87:PY 88:HN 89:TN 90:NI 91:TL
92:BO 93:CR 94:GT 95:AE 96:ZW 97:PR 98:SD 99:TG 100:KW 101:SV 102:LY 103:JM 104:TT 105:EC 106:SZ 107:OM 108:BA
109:DO 110:SY 111:QA 112:PA 113:CU 114:MR 115:SL 116:JO 117:PT 118:BB 119:BI 120:BJ 121:BN 122:BS 123:BW 124:BZ
125:CF 126:DM 127:GD 128:GE 129:GR 130:GW 131:GY 132:IS 133:KM 134:KN 135:LR 136:LS 137:MW 138:NA 139:NE 140:RW
141:SK 142:SR 143:TJ 144:MC 145:BH 146:RE 147:ZM 148:AM 149:SO 150:CG 151:CL 152:BF 153:LB 154:GA 155:AL 156:UY
157:MU 158:BT 159:MV 160:GP 161:TM 162:GF 163:FI 164:LC 165:LU 166:VC 167:GQ 168:DJ 169:AG 170:KY 171:ME 172:DK
173:CH 174:NO 175:AU 176:ER 177:SS 178:ST 179:AW 180:MS 181:AI 182:JP 183:MK 184:SC 185:NC 186:CV 187:US 188:PS
189:FJ 190:KR 191:KP 192:EH 193:SB 194:JE 195:BM 196:SG 197:TO 198:WS 199:MT
"""
NUMBERED = dict(pair.split(":") for pair in _NUMBERED.split())
"""Country number of SMS-Activate's protocol -> ISO code; used where a provider sends no list of its own."""
