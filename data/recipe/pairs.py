#!/usr/bin/env python3
"""Prepares the training files of the shipped English-French models (needs only Python's own library).

    pairs.py sources FRA.train FRA.valid FRA.test MORE.tsv ... > sources.txt
    heed translate -m TEACHER --beam 6 --n-best 6 < sources.txt > teacher.tsv
    pairs.py pairs FRA.train sources.txt teacher.tsv > pairs.tsv

`sources` lists every English sentence to learn from, once: those of the training part, and those of
further files (first column) that are in no other part of the corpus.

`pairs` writes what a student learns: every source with that of its teacher's six best translations
that is nearest to one of the corpus (sequence-level interpolation: Kim & Rush 2016, section 3.3),
and the corpus's own pairs where a source has a word that the teacher does not know. A sentence from
elsewhere gets the best translation, and is left out where the teacher is unsure. A few pairs besides are put into other forms: another first name on both
sides, so that names are copied; no apostrophe, as in "dont"; an emoji after the sentence, which the
translation keeps. And the program makes a few thousand sentences of its own, so that adjectives and
nouns are met in many combinations (`own_pairs`), and greets all sorts of things (`greetings`).
"""
import random
import re
import sys
from collections import Counter

NAMES = """
Aaliyah Abel Adele Adil Agnes Ahmed Aiko Akira Alba Albert Aleksei Alice Amara Amelie Amir Ana Anders Andrea
Anita Anton Anya Arjun Arthur Astrid Aurora Ayşe Bastian Beatrice Benjamin Bilal Bianca Björn Boris Bruno
Camille Carla Carlos Carmen Cecilia Chandra Chen Chiara Chloe Claire Clara Cyril Dagmar Daniel Daria David
Deepak Diego Dimitri Dora Edgar Eleni Elias Elif Elsa Emeka Emil Emma Enzo Erik Esther Eva Fatima Felix Fiona
Florian Frida Gabriel George Gita Giulia Greta Gustav Hana Hannah Hans Haruki Hassan Hector Heidi Helena Hugo
Ibrahim Ida Igor Ilse Imran Ines Ingrid Irina Isaac Isabel Ivan Jamal James Jana Javier Jennifer Jerome Jin
Joana Jonas Jorge Julia Jun Kamal Karim Kasper Katarina Kavya Keiko Kenji Khadija Kim Klara Kofi Kwame Lara
Lars Laura Layla Lena Leon Leila Liam Lina Linda Ling Lionel Lucia Ludwig Luis Luna Magda Malik Manuel Marco
Margot Marek Maria Marius Martin Mateo Matilda Max Mei Mehmet Mia Mikhail Mina Mohamed Monika Nadia Naomi
Natasha Nia Nicolas Nikita Nina Noah Nora Olaf Olga Oliver Omar Oscar Otto Pablo Paolo Patricia Paula Pedro
Peter Petra Pierre Priya Quentin Rachel Rafael Rahul Raj Ramona Rania Rebecca Ricardo Robert Rosa Ruth Sadia
Sakura Salma Samir Samuel Sandra Sanjay Sara Sasha Sebastian Selim Sergei Silvia Simone Sofia Stefan Sunil
Svetlana Sven Tamara Tanja Tariq Teresa Theo Thomas Tobias Ulrike Uma Valentina Vera Victor Viktor Vincent
Vladimir Walter Wanda Wei William Xavier Yang Yara Yasmin Yuki Yusuf Zainab Zara Zeynep Zoe
""".split()
EMOJI = [chr(code) for code in (*range(0x1F300, 0x1F650), 0x2600, 0x2764)]
COMMON_EMOJI = "🙂😀😂😊😍😉😢😭👍🎉🤔🙏😘😎😅❤☺"
SYLLABLES = """
ka ki ko la le lo ma mi mo na ni no ra ri ro sa se so ta ti to va vi vo za zi zo da di do fa fi ga go ha hi ho
ja je jo pa pe po ba be bo che sha tha mar len vin dor kan sol bel har lin win mun ren tar gor del fen rik
""".split()
# English, French, gender; English, French masculine, feminine, whether before the noun
NOUNS = """
cat chat m|dog chien m|horse cheval m|bird oiseau m|book livre m|hat chapeau m|coat manteau m|bag sac m
bike vélo m|boat bateau m|train train m|garden jardin m|bed lit m|pen stylo m|phone téléphone m|knife couteau m
shirt chemise f|dress robe f|car voiture f|house maison f|door porte f|table table f|chair chaise f|key clé f
flower fleur f|apple pomme f|box boîte f|cup tasse f|lamp lampe f|watch montre f|ball balle f|jacket veste f
"""
ADJECTIVES = """
black noir noire 0|white blanc blanche 0|red rouge rouge 0|green vert verte 0|blue bleu bleue 0
yellow jaune jaune 0|gray gris grise 0|brown brun brune 0|heavy lourd lourde 0|cheap pas_cher pas_chère 0
round rond ronde 0|empty vide vide 0|big grand grande 1|small petit petite 1|new nouveau nouvelle 1|pretty joli jolie 1
"""
FRAMES = """
I have {a}.|J'ai {un}.
I see {a}.|Je vois {un}.
I want {a}.|Je veux {un}.
She has {a}.|Elle a {un}.
He bought {a}.|Il a acheté {un}.
We have {a}.|Nous avons {un}.
There is {a} here.|Il y a {un} ici.
Do you have {a}?|As-tu {un} ?
Where is {the}?|Où est {le} ?
{The} is here.|{Le} est ici.
I don't like {the}.|Je n'aime pas {le}.
Give me {the}.|Donne-moi {le}.
I lost {my}.|J'ai perdu {mon}.
This is {my}.|C'est {mon}.
"""
# English, French: a greeting, and who or what is greeted
GREETINGS = "hello bonjour|hi salut|good_morning bonjour|good_evening bonsoir|goodbye au_revoir|good_night bonne_nuit"
GREETED = """
world le_monde|sun le_soleil|moon la_lune|sea la_mer|friends les_amis|my_friend mon_ami|everyone tout_le_monde
everybody tout_le_monde|children les_enfants|dear_friends chers_amis|my_love mon_amour|little_one petit|doctor docteur
neighbors les_voisins|teacher professeur|mom maman|dad papa|Paris Paris|Lyon Lyon|boys les_garçons|girls les_filles
kids les_enfants|ladies mesdames|winter l'hiver|summer l'été|all à_tous|guys les_gars|sweetheart chéri|students les_élèves
"""
HELD_BACK = {"I have a black cat.", "Hello world"}
UNSURE = -0.7  # mean log-probability of a token
OLD_NAMES = re.compile(r"\b(Tom|Mary|John|Bob|Jack|Jim|Ken|Bill)\b")


def rows(path):
    with open(path, encoding="utf-8-sig") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def plain(text):
    return " ".join(re.findall(r"\w+", text.lower()))


def sources(train, valid, test, *more):
    hidden = {plain(row[0]) for path in (valid, test) for row in rows(path)}
    seen = set()
    for path in (train, *more):
        for row in rows(path):
            if plain(row[0]) not in hidden and row[0] not in seen:
                seen.add(row[0])
                print(row[0])


def words(text):
    return re.findall(r"[^\W_]+|[^\w\s]", text.lower())


def other_forms(rng, source, target):
    """Yields further forms of a pair, each for a small share of the pairs."""
    found = set(OLD_NAMES.findall(source))
    if len(found) == 1 and rng.random() < 0.4:
        old = re.compile(rf"\b{found.pop()}\b", re.IGNORECASE)
        made_up = "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()
        name = rng.choice([rng.choice(NAMES), made_up])
        if old.search(target):
            yield old.sub(name, source), old.sub(name, target)
    if re.search(r"\w['’]\w", source) and rng.random() < 0.08:
        yield re.sub(r"(\w)['’](\w)", r"\1\2", source), target
    if rng.random() < 0.01:
        emoji = rng.choice(EMOJI)
        yield f"{source} {emoji}", f"{target} {emoji}"


def table(text):
    return [entry.split() for entry in text.replace("\n", "|").split("|") if entry]


def phrase(article, noun, adjective, before):
    if before:
        noun, adjective = adjective, noun
    return f"{article}{noun} {adjective}".replace("_", " ")


def elided(article, short, word):
    return short if word[0] in "aeiouhéœy" else article


def own_pairs(rng, count):
    """Sentences with an adjective and a noun, of the frames above: every pair of the two may come."""
    frames = [line.split("|") for line in FRAMES.strip().split("\n")]
    nouns, adjectives = table(NOUNS), table(ADJECTIVES)
    for _ in range(count):
        (noun, nom, gender), (adjective, male, female, before) = rng.choice(nouns), rng.choice(adjectives)
        frame, cadre = rng.choice(frames)
        her = gender == "f"
        before = before == "1"
        adjectif = (female if her else male) if not (before and not her and nom[0] in "o") else (
            "nouvel" if male == "nouveau" else male)
        first = adjectif if before else nom
        the = elided("la " if her else "le ", "l'", first)
        mine = "mon " if not her or elided("", "x", first) else "ma "
        english = f"{adjective} {noun}"
        a = "an " if adjective[0] in "aeiou" else "a "
        french = {name: phrase(article, nom, adjectif, before)
                  for name, article in (("un", "une " if her else "un "), ("le", the), ("mon", mine))}
        source = frame.format(a=a + english, the="the " + english, The="The " + english, my="my " + english)
        target = cadre.format(**french, Le=french["le"][0].upper() + french["le"][1:])
        if source not in HELD_BACK:
            yield source, target


def greetings():
    """Every greeting to all who are greeted, with and without comma and mark."""
    for hello, bonjour in table(GREETINGS):
        for whom, qui in table(GREETED):
            for comma, mark in (("", ""), (",", ""), ("", "."), (",", "!")):
                source = f"{hello.capitalize()}{comma} {whom}".replace("_", " ")
                target = f"{bonjour.capitalize()}{comma} {qui}".replace("_", " ")
                if source.replace(",", "") not in HELD_BACK:
                    yield source + mark, f"{target}{' !' if mark == '!' else mark}"


def with_emoji(found, count):
    """Short pairs again, each with one of the emoji that people type most behind it."""
    rng = random.Random(7)
    short = [pair for pair in found if len(pair[0]) < 45 and max(map(ord, pair[0])) <= 0x2600]
    for source, target in rng.sample(short, count):
        emoji = rng.choice(COMMON_EMOJI)
        yield f"{source} {emoji}", f"{target} {emoji}"


def grams(text):
    found = words(text)
    return Counter(found) + Counter(zip(found, found[1:]))


def likeness(one, other):
    """The F1 of the words and pairs of words that two sentences share."""
    one, other = grams(one), grams(other)
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def choose(hypotheses, references):
    if not references:
        return hypotheses[0]
    return max(hypotheses, key=lambda text: max(likeness(text, other) for other in references))


def pairs(train, source_path, teacher_path):
    corpus, counts, teacher = {}, Counter(), {}
    for source, target, *_ in rows(train):
        corpus.setdefault(source, []).append(target)
        counts.update(words(source))
    for line, score, target in rows(teacher_path):
        teacher.setdefault(int(line), []).append((float(score), target))
    rng, found = random.Random(1), []
    for line, (source, *_) in enumerate(rows(source_path), start=1):
        hypotheses = [target for _, target in teacher[line]]
        targets = [choose(hypotheses, corpus.get(source))]
        if any(counts[word] < 2 for word in words(source)):
            targets = corpus.get(source, [])
        elif source not in corpus and teacher[line][0][0] < UNSURE:
            targets = []
        for target in targets:
            found += [(source, target), *other_forms(rng, source, target)]
    found += own_pairs(rng, 3000)
    for pair in (*found, *with_emoji(found, 1500), *greetings()):
        print(*pair, sep="\t")


if __name__ == "__main__":
    {"sources": sources, "pairs": pairs}[sys.argv[1]](*sys.argv[2:])
