"""Words that help to recognise people: titles, given names, nouns, pronouns and first words.

All are in lower case. The lists are of English words, since the shipped authors write English; in
other languages, names are recognised only by their capitals in the middle of a sentence.
"""

from typing import Final, Literal

Sex = Literal["he", "she"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Titles before a name, without their full stop. Those of one sex only tell a pronoun.
_HE_TITLES = _words(
    """
    mr mister messrs sir master father brother uncle monsieur signor señor herr lord baron count
    duke earl king prince squire
    """
)
_SHE_TITLES = _words(
    """
    mrs miss ms mistress lady dame madame mme mademoiselle mlle signora signorina señora señorita
    frau fräulein mother sister aunt queen princess duchess countess baroness
    """
)
_OTHER_TITLES = _words(
    """
    dr doctor captain capt colonel col major general lieutenant lieut sergeant corporal inspector
    detective constable professor prof judge justice reverend rev president senator admiral cousin
    don st saint
    """
)
# Titles that only men had when the shipped authors' books were written.
HE_BY_CUSTOM: Final = _OTHER_TITLES - {"cousin", "saint", "st", "don"}
PRONOUN_OF_TITLE: Final[dict[str, Sex | None]] = {
    **dict.fromkeys(sorted(_OTHER_TITLES)),
    **dict.fromkeys(sorted(_HE_TITLES), "he"),
    **dict.fromkeys(sorted(_SHE_TITLES), "she"),
}
# Titles that never stand without a name, so that one that nobody has is a stranger's.
BOUND_TITLES: Final = _words("mr mrs ms messrs mme mlle dr")

_HE_NAMES = _words(
    """
    adam alan albert alec alexander alfred andrew anthony archibald arthur barnaby bartholomew
    basil ben benjamin bernard bill billy bob brian caleb cecil charles charley charlie christopher
    clive colin cyril daniel david dennis dick dominic donald douglas duncan ebenezer edgar edmund
    edward edwin eli elijah eric ernest eugene felix francis frank fred frederick geoffrey george
    gerald gilbert giles godfrey graham gregory guy harold harry henry herbert horace hubert hugh
    hugo humphrey ian isaac jack jacob jake james jasper jeremiah jeremy jerome jerry jim jimmy joe
    john jonas jonathan joseph joshua julian ken kenneth kevin laurence lawrence leo leonard lewis
    lionel louis luke malcolm marcus mark martin matthew maurice max michael mike miles montague
    nathaniel ned nicholas nick nigel noah noel oliver oscar oswald patrick paul percy peter philip
    pip ralph raymond reginald richard robert robin rodney roger roland ronald rupert sam
    samuel sebastian sidney silas simon solomon stephen stewart sydney ted theodore thomas timothy
    toby tom tommy tony uriah victor vincent walter wilfred will william
    """
)
_SHE_NAMES = _words(
    """
    ada adela agatha agnes alice amanda amelia amy ann anna annabel anne annie arabella audrey
    augusta barbara beatrice becky bella bertha bess bessie betsey betsy betty bridget caroline
    catherine cecilia charlotte christine clara clare clarissa constance cora cordelia cynthia
    daisy daphne deborah diana dinah dolly dora dorothea dorothy edith eleanor eliza elizabeth ella
    ellen elsie emily emma esther ethel eva eve eveline fanny flora florence frances georgiana
    gertrude gloria grace hannah harriet helen helena henrietta hester hilda honoria ida irene
    isabel isabella ivy jane janet jemima jennifer jenny jessica jessie joan joanna josephine
    judith judy julia juliet kate katherine kathleen kitty laura lavinia lena letitia lilian lily
    lizzie louisa louise lucy lydia mabel madeline madge maggie margaret maria marian marianne
    marion martha mary matilda maud may mercy mildred millicent minnie miriam molly muriel nancy
    nell nelly nora norah olive olivia ophelia pamela patience pauline peggy penelope phoebe
    phyllis polly priscilla prudence rachel rebecca rosa rosalind rose rosie rosamond ruth sally
    sarah selina sophia sophie stella susan susannah sylvia teresa theresa ursula victoria violet
    virginia winifred
    """
)
PRONOUN_OF_NAME: Final[dict[str, Sex]] = {
    **dict.fromkeys(sorted(_HE_NAMES), "he"),
    **dict.fromkeys(sorted(_SHE_NAMES), "she"),
}

# Nouns for whom a pronoun may stand, where no name does.
_HE_NOUNS = _words(
    """
    man boy gentleman father brother son uncle husband lad fellow king lord master sir grandfather
    nephew prince baron squire sailor soldier clergyman policeman bridegroom widower waiter monk
    friar priest chap captain clerk coachman beadle butler landlord parson schoolmaster
    """
)
_SHE_NOUNS = _words(
    """
    woman girl lady mother sister daughter aunt wife lass maid queen mistress madam ma’am ma'am
    grandmother niece princess widow nurse nun bride governess housekeeper landlady hostess
    waitress housemaid cook dame washerwoman
    """
)
_ANY_NOUNS = _words(
    """
    child baby friend stranger person servant doctor cousin creature lover neighbour passenger
    visitor guest prisoner figure teacher driver other dog cat horse bird
    """
)
PRONOUNS_OF_NOUN: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(sorted(_HE_NOUNS), frozenset({"he"})),
    **dict.fromkeys(sorted(_SHE_NOUNS), frozenset({"she"})),
    **dict.fromkeys(sorted(_ANY_NOUNS), frozenset({"he", "she"})),
}
# Those of them that are spoken to, and those that are hardly people.
SPOKEN_TO: Final = _words("sir madam ma’am ma'am dog cat horse bird figure other")
PRONOUN_OF_WORD: Final[dict[str, Sex]] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
}
# Prepositions after which “him” may be the one who acts: “he shut the door behind him”.
AROUND: Final = _words(
    """
    about above after around before behind below beneath beside between beyond near on over round
    under upon with within
    """
)
# Words after which a clause begins with its subject.
CLAUSE_HEADS: Final = _words(
    """
    and but or that when as if while because though until till before after how why for where which
    what whether then so than
    """
)

# Words after which a name is rather a place's.
PLACE_PREPOSITIONS: Final = _words("in at into near through towards toward within round outside")
# Those that stand before people too, and what comes before “at” when a person is looked at.
PERSON_PREPOSITIONS: Final = _words("at near towards toward")
LOOKS: Final = _words(
    """
    look looks looked looking glance glances glanced glancing gaze gazes gazed gazing stare stares
    stared staring smile smiles smiled smiling laugh laughs laughed laughing nod nods nodded nodding
    frown frowns frowned frowning wink winks winked winking peep peeped peeping point points pointed
    pointing shout shouts shouted shouting angry
    """
)
# Given names that are as often places'.
PLACE_NAMES: Final = _words("adelaide charlotte chester clifton florence sydney victoria")
# The last word of a name that is a place's or a thing's.
PLACE_NOUNS: Final = _words(
    """
    street road lane house inn court square hall park bridge hill church town place station river
    row gardens gate alley terrace chapel castle abbey college school hotel bank office company
    club society sea island islands mountains bay city county lodge market cross wood farm forest
    """
)
# Words that have a capital in mid-sentence and name nobody.
NOBODY: Final = _words(
    """
    i god lord lords heaven heavens christ jesus almighty providence nature bible gospel scripture
    christian christians christmas easter sunday monday tuesday wednesday thursday friday saturday
    january february march april june july august september october november december english
    englishman englishmen french frenchman german germans irish irishman scotch scottish welsh
    british italian spanish dutch russian american americans indian indians greek roman romans
    latin hebrew jew jews jewish turk turks european chinese england london britain scotland
    ireland wales france paris italy rome germany spain russia europe america india africa asia
    egypt china australia york yorkshire kent essex sussex thames atlantic parliament government
    majesty highness excellency lordship ladyship honour grace worship reverence state states
    church devil satan o oh ah st mr mrs north south east west chapter ma pa papa mamma mama sir
    madam ma’am saviour ghost spirit time death fortune fate truth love justice law
    """
)

# Words after which a capital begins no name of one person.
ARTICLES: Final = _words("the a an this that these those every some such another any no other st")
# Verbs of speech that stand before a name, and verbs that stand after one.
SPEECH_VERBS: Final = _words(
    "said cried asked replied answered returned exclaimed whispered murmured"
)
VERBS: Final = SPEECH_VERBS | _words(
    """
    was is were had has did would could should might must will can stood sat went came looked took
    held put knew thought felt saw heard made gave got kept left told ran fell rose began let laid
    lay and who shook turned never always only still now then met spoke drew lost found sent
    brought caught bent led
    """
)

# Small words of which an English page is full.
FUNCTION_WORDS: Final = _words(
    """
    the and of to a in that was it his her with as had for at on not be he she you but is have from
    by they him which said were been all there would or an if when so no my what who this me we out
    up into then could
    """
)

# Words that often begin a sentence, and so have a capital there, in about a hundred novels; other
# openers are told by their ends.
OPENERS: Final = _words(
    """
    about above across act add after afterwards again against ah ahem ain aint alas all allow
    almost alone along already also although altogether always am among an and another answer
    answered any anybody anyhow anyone anyway are aren around art as ask asked at aw away ay aye
    back bad bah bang be bear beautiful because been before beg behind behold believe below beneath
    beside besides better between beware beyond big black bless book both boy boys breakfast
    brother brown business but buy by call can candy cannot capital cause certain chapter children
    clear close come confound contact could couldn cried cut damn dance dare dat day dead dean dear
    dearest death deep despite did didn dinner do does doesn don doubtless down drink driver each
    eager eat eh eight either eleven end enough enter even ever every everybody everyone everywhere
    excellent except exclaimed excuse exit explain faith fancy far farewell farther father
    favourite fear few fifteen fifty find fine fire first five for forgive four friend friends from
    full further general gentlemen get girls git give glad go goes goin golf gone good goodness got
    gracious great green guess ha had hadn half hands hang happy hard hark has hasn hast hath have
    haven he hear heavens hello help hence henceforth her here herself hey hi high him himself his
    hit hitherto hm ho hold home honest hooray hope hot how howdy however huh hurrah hurry hush i
    if illustration imagine impossible in information inside instead into is isn it its jump just
    keep kill kind kiss know ladies last late later laughs leave left less let lie life light like
    listen little long look looks lots love ma madre mais make mamma many mark marriage marry may
    maybe me meantime meanwhile mebbe men mercy merry methinks might mighty mind mine mistress
    moments money more moreover most mother much murmured must mustn my myself na name nature nay
    near nearer needn neither never nevertheless new next nice night nine no nobody nods none
    nonsense nor not note nothin now of off often oh old on once one open or order other others
    otherwise our ours out outside over ow pardon part peace people perhaps permit picture pieces
    plain play please plenty pooh poor pray preface pretty price promise pull put quick quite
    rather read ready real remember replied rest returned right rises round run said saints save
    say says search second see seems seen send set seven several sh shake shall shame she short
    should shouldn show shucks shut sick silence since sir sister sit sits six small smoke so some
    somebody somehow someone sometimes somewhere son soon sorry sounds speak splendid stand start
    stay steady step stick still stop strange stranger such summer suppose sure sweet tain take
    takes talk tall tea tears tell ten tha thank thanks that the their theirs them themselves then
    there therefore thereupon these they things think thirty this those thou though thought three
    through throughout throw thus thy till time tis to today together tomorrow too toward towards
    true trust try turn turns tut twas twelve twenty twice two ugh um under unless until up upon
    use very voices volume wait wake walk want was wasn watch water we well were weren what
    whatever when whenever where whereat wherefore whereupon wherever whether which while whilst
    whispered white who whoever whom whose whut why will wilt with within without women won wonder
    wonderful work worth would wouldn write ye years yeh yep yer yes yesterday yet you young your
    yours youse
    """
)
OPENER_ENDS: Final = ("ing", "ly", "ed")
