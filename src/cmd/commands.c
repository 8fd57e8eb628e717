#include "cmd/commands.h"

#include "present/play.h"
#include "saved/saved.h"
#include "scores/classify.h"

const struct command commands[] = {
    {"learn", "[LESSON]", "The course: lessons beside the live picture.",
     "Without LESSON the menu opens; LESSON is a name, a number or a file.", cmd_learn},
    {"present",
     "LESSON|PLAYLIST [--pace SECONDS] [--record FILE.cast] | --notes | LESSON --export DIR",
     "A lesson in front of people, and on paper.",
     "LESSON is a name, a number or a file. Full screen, the slide of each page is shown "
     "(lessons/README.md), and its picture as large as there is room; answers wait until they are "
     "asked for, and nothing is noted as progress. Space, arrows and Page Down go on, as clickers "
     "do; o shows all pages, a number and Enter go to one, w shows the picture alone, b nothing, e "
     "runs a sentence from the audience, a full stop leads back, ? has the rest. --notes in a "
     "second terminal shows what is written for the lecturer alone, the time, and what comes "
     "next.\n"
     "--export writes HTML to be read and printed: a handout (text and picture of every page, the "
     "answers behind a fold), a worksheet (the same with blanks to be filled in) and its answers. "
     "Every number is computed from the lesson's runs.",
     cmd_present},
    {"play", "FILE.cast [--idle SECONDS]", "A recording of a lecture, or of any terminal.",
     "Plays asciicast v2, as heed present --record writes it. Space stops it and goes on, + and - "
     "make it faster and slower, the arrows skip 5 seconds, a full stop goes to the next change, q "
     "leaves. What would do more than draw is left out of it.",
     play_run},
    {"check", "THEIRS.csv --against TABLE.csv [--score NAME]",
     "Compare attention that you wrote yourself with the right one, and name the mistake.",
     "TABLE.csv has queries, keys and values (as for explore --qkv), THEIRS.csv what a program of "
     "yours made of them: rows score,... and weight,... with a number for each key, rows "
     "output,... with the numbers of a value, one row for each query; a row sentence stands "
     "between sentences. What is left out is not compared. It is said at which stage the two part, "
     "and which of the known mistakes gives exactly your numbers. Exit codes: 0 right, 1 wrong, 2 "
     "could not tell. lessons/exercises has programs to begin with.",
     cmd_check},
    {"explore", "[-m MODEL] [TEXT]", "Walk any sentence through every stage, without a lesson.",
     NULL, cmd_explore},
    {"show", "[-m MODEL] [--zoom Z] [--stage S] [--step T] [-f FORMAT | -o FILE] TEXT",
     "Print a picture or a matrix of one sentence.",
     "The sentence is translated and every number on the way is kept; this prints one stage of it: "
     "as a picture in characters (text, ansi), for slides and pages (svg, html, png, pdf), or as "
     "numbers for other programs (csv, json). Masked scores are -inf in csv and null in json. PNG "
     "and PDF are drawn by cairo, where it is installed.",
     cmd_show},
    {"translate", "[-m MODEL | --ensemble A,B] [--beam N] [options]",
     "Translate the standard input, one sentence per line.",
     "One translation per line comes out, in the same order; an empty line stays empty.",
     cmd_translate},
    {"classify", "[-m MODEL] [-f tsv|csv|json] [--all]",
     "Label the standard input, one sentence per line.",
     "One line per line comes out, in the same order: the label and its probability. A line "
     "without words has an answer as well, and a warning.",
     classify_run},
    {"align", "[-m MODEL] FILE.tsv", "Print which word looks at which, for given translations.",
     "Reads every pair (source, tab, target) through the model and prints a line i-j i-j ... for "
     "it: word i of the source, where the attention is largest while word j of the target is "
     "written. <eos> is no word: it is skipped on both sides. Words are the model's tokens and "
     "count from 0; this is the Pharaoh format, which "
     "fast_align writes.",
     cmd_align},
    {"eval",
     "[-m MODEL | --ensemble A,B | MODEL ...] FILE.tsv|--task dates [--vary FORM|all] "
     "[--attention] "
     "[--plot] [--hyp FILE] [--format csv|json]",
     "Measure models on sentence pairs, and compare them.",
     "Loss and perplexity by teacher forcing; BLEU (Papineni et al. 2002), chrF (Popović 2015) and "
     "exact matches of its translations, on lower-case tokens; all by source length too. Lines "
     "with the same source are references of one sentence. Intervals of 95 % confidence and the "
     "comparison of the first model with each of the others are by bootstrap over sentences "
     "(Koehn 2004). Of classifiers, on a file of label, tab, text: accuracy, loss, F1 by label, "
     "who "
     "is taken for whom, and calibration.",
     cmd_eval},
    {"inspect", "FILE [--tensor NAME[SLICE]] [--view V] [--list] [--json]",
     "Look inside a saved model of any kind.",
     "Opens safetensors, NumPy, PyTorch, GGUF and Keras files, a folder or an index of several, "
     "and "
     "says what other files are. Nothing in a file is executed. In a terminal a screen opens; "
     "--list prints the tensors, --tensor one of them. Files may be larger than memory. A model "
     "that runs goes on into the laboratory (key e), and says what its units do over a file of "
     "sentences (key u, --sentences).",
     saved_inspect},
    {"average", "MODEL MODEL ... -o FILE", "Make one model of several: the mean of their weights.",
     "For the last epochs of a training (heed train --keep-every), or trainings that started from "
     "one model: configuration and vocabularies must be the same. Their mean often translates "
     "better than any of them (Polyak & Juditsky 1992; Vaswani et al. 2017, section 6.1).",
     saved_average},
    {"diff", "A B [--tolerance T] [--tensor NAME] [--sentence TEXT] [--json]",
     "Compare two saved models, tensor by tensor.",
     "A person gets the screen of heed inspect for B − A: the list, every picture of a tensor, and "
     "with i what became of each. Files of any kind that heed inspect opens; types may differ. "
     "Exits with 0 when all values "
     "are "
     "equal within the tolerance, with 1 when something differs, with 2 when it could not compare. "
     "--sentence runs both models and compares their attention; on the screen the key e does.",
     saved_diff},
    {"view", "FILE.csv|json|npy|npz [--minus FILE] [--layer N --head N] [--figure F]",
     "Look at attention that any model wrote to a file.",
     "CSV: one matrix, as heed show --format csv writes it. JSON: \"values\" or \"attention\" as "
     "[rows][columns], with heads or layers and heads before them, and the words \"rows\" and "
     "\"columns\"; \"links\" (\"0-0 1-2\", column-row) if an alignment is known. NumPy: the array, "
     "and words and links in FILE.json beside it.",
     saved_view},
    {"convert", "IN [DECODER] OUT [--source-vocab FILE] [--target-vocab FILE] [--map FILE]",
     "Make a model of another program ours.",
     "IN is any file that heed inspect opens, with our names (data/FORMAT.md) or those of "
     "PyTorch's "
     "tutorial on translation with attention; --map says what other names mean. An encoder and a "
     "decoder that were saved as two files are joined. What comes out runs: every stage, lesson "
     "and change.",
     saved_convert},
    {"verify", "MODEL REF.npz [--source TEXT --target TEXT] [--tolerance T]",
     "Hold our run against numbers that another program computed.",
     "REF.npz has arrays by the names of our matrices (data/FORMAT.md). Exits with 0 when all "
     "agree, "
     "with 1 when they part: then it says at which stage, and tries other orders of the gates; "
     "with "
     "2 when it could not compare.",
     saved_verify},
    {"models", "[--json]", "List the models found, with their scores.", NULL, cmd_models},
    {"train", "--corpus FILE|--task dates --out MODEL [options]",
     "Train an encoder-decoder on sentence pairs.", NULL, cmd_train},
    {NULL, NULL, NULL, NULL, NULL},
};
