"""Short forms of first names, as people give them instead of the whole name."""

from collections import defaultdict

GROUPS = """
alexander alex sasha sascha xander alessandro alejandro
alexandra alex sasha sandra lexi
andrew andy drew andreas andre
anthony tony anton antonio
antonia toni tonia
barbara barb babs
benjamin ben benny benji
catherine katherine kate katie kathy cathy kathryn katharina katja cat
charles charlie chuck karl carlos
charlotte lottie charlie lotte
christian chris
christina christine chris tina
christopher chris topher kit christoph
daniel dan danny
david dave davy
deborah debbie deb
dominic dom nick
donald don donny
dorothy dot dottie dora
edward ed eddie ted ned eduard
eleanor ellie nell nora
elizabeth liz lizzie beth betty eliza lisa elisabeth liesl
emily em emmy
francis frank fran franz francisco paco
frances fran fanny
frederick fred freddie friedrich fritz
gabriel gabe
gabrielle gabby ella
gerald gerry jerry
gregory greg
harold harry hal
henry harry hank heinrich heinz
isabella bella isabel izzy
jacob jake jakob
james jim jimmy jamie jem
jennifer jen jenny
jessica jess jessie
john jack johnny jon johann hans juan jonny
jonathan jon jonny nathan
joseph joe joey josef sepp jose pepe giuseppe
josephine jo josie
joshua josh
judith judy
kenneth ken kenny
lawrence larry laurie
leonard leo len lenny leonardo
lucille lucy
margaret maggie meg peggy madge greta margarethe gretel
matthew matt matthias
maximilian max maxi
michael mike mick mickey micky michel misha
michelle shelly mich
nathaniel nathan nate nat
nicholas nick nicky nico nikolaus klaus
patricia pat patty trish tricia
patrick pat paddy
peter pete petros pedro piotr
philip phil
raymond ray
rebecca becky becca
richard rick dick ricky rich
robert bob rob robbie bobby bert
ronald ron ronnie
samantha sam sammy
samuel sam sammy
sebastian seb basti bastian
stephen steve steven stefan
susan sue susie suzanne
terence terry
theodore ted theo teddy
theresa terry tess tessa teresa
thomas tom tommy
timothy tim timmy
victoria vicky tori
vincent vince vinny
walter walt wally
william bill will billy willy liam wilhelm guillermo
zachary zach zack
"""
"""A line a name: those of one line may be one person's."""


def same(one: str, other: str) -> bool:
    """Tell whether two first names, folded, may be forms of one."""
    return bool(_LINES[one] & _LINES[other]) if one in _LINES and other in _LINES else False


def _lines() -> dict[str, frozenset[int]]:
    lines = defaultdict[str, set[int]](set)
    for number, line in enumerate(GROUPS.strip().splitlines()):
        for name in line.split():
            lines[name].add(number)
    return {name: frozenset(numbers) for name, numbers in lines.items()}


_LINES = _lines()
