"""What can go wrong around a store, the message that tells it, and what to do: the page "When something goes wrong".

Messages stand as they are said, in English, for a store named centre.duckdb; their French is that of the messages.
"""

from __future__ import annotations

from dataclasses import dataclass

from cadran.catalogue.shape import Text
from cadran.messages import Message


@dataclass(frozen=True, slots=True)
class Trouble:
    """A situation, what is said of it, and what to do beyond what the message says itself."""

    when: Text
    says: Message
    do: Text | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    title: Text
    troubles: tuple[Trouble, ...]


_PLACE = Theme(
    Text("Ouvrir un entrepôt", "Opening a store"),
    (
        Trouble(
            Text("Le fichier n’existe pas.", "The file does not exist."),
            Message('There is no store at "{path}". Load files with "cadran import FILE… --store {quoted}", ' 'or make a demonstration with "cadran demo".', path="centre.duckdb", quoted="centre.duckdb"),
            Text("Vérifiez --store, CADRAN_STORE et le dossier courant.", "Check --store, CADRAN_STORE and the current folder."),
        ),
        Trouble(
            Text("Le nom est celui d’un dossier.", "The name is that of a folder."),
            Message('"{path}" is a directory. A store is a file, such as "{file}".', path="centre", file="centre/cadran.duckdb"),
        ),
        Trouble(
            Text("Le dossier n’existe pas.", "The folder does not exist."),
            Message('The folder "{path}" does not exist. Create it, or name another store with --store.', path="data"),
        ),
        Trouble(
            Text("Le fichier n’est pas une base de données.", "The file is no database."),
            Message('"{path}" is not a Cadran store. Name another file with --store, or start a new one.', path="notes.txt"),
            Text("Le fichier est laissé tel quel.", "The file is left as it is."),
        ),
        Trouble(
            Text("Le fichier est une base DuckDB d’un autre usage.", "The file is a DuckDB database of something else."),
            Message('"{path}" is a DuckDB database, but not a Cadran store. Name another file with --store.', path="other.duckdb"),
        ),
        Trouble(
            Text("Une démonstration viserait un entrepôt qui contient vos données.", "A demonstration would take a store of yours."),
            Message('The store "{path}" holds other data ({file}). Name another one: cadran demo --store ' "demo.duckdb", path="centre.duckdb", file="calls.csv"),
        ),
        Trouble(
            Text(
                "Une période passée est demandée à une base qui ne sait pas remonter le temps.",
                "An earlier state is asked of a database that cannot go back in time.",
            ),
            Message("This store cannot go back in time: ask without --as-of and --known-at, up to today."),
        ),
        Trouble(
            Text("Ce compte n’a pas le droit d’écrire l’entrepôt ou dans son dossier.", "This account may not write to the store or its folder."),
            Message('The store "{path}" cannot be opened: this account may not write there. Give it the right to, in the ' "folder too, or name another store with --store.", path="centre.duckdb"),
            Text(
                "Ce que Cadran écrit n’est lisible que par le compte qui l’a écrit.",
                "What Cadran writes can be read by the account that wrote it alone.",
            ),
        ),
        Trouble(
            Text("La bibliothèque refuse pour une autre raison (droits, disque).", "The library refuses for another reason (rights, disk)."),
            Message('The store "{path}" cannot be opened: {reason}', path="centre.duckdb", reason=Message("Permission denied")),
            Text("La raison du système suit les deux points : réglez-la, puis recommencez.", "The system’s reason follows the colon: mend it, then try again."),
        ),
    ),
)  # fmt: skip
_VERSIONS = Theme(
    Text("Changer de version", "Changing versions"),
    (
        Trouble(
            Text("L’entrepôt a été écrit par une version plus récente de Cadran.", "A later version of Cadran wrote the store."),
            Message("The store has schema version {version}, this Cadran knows versions up to {known}. " "Upgrade Cadran.", version="9", known="2"),
            Text(
                "Rien n’est modifié. Pour revenir en arrière : restaurez avec l’ancienne version la copie gardée à côté avant la migration "
                "(centre.duckdb.v1.bak), et rechargez les fichiers reçus depuis.",
                "Nothing is changed. To go back: with the older version, restore the copy kept beside the store before the migration "
                "(centre.duckdb.v1.bak), and load the files received since.",
            ),
        ),
        Trouble(
            Text("Le fichier vient d’un DuckDB plus récent.", "The file comes from a later DuckDB."),
            Message('The store "{path}" was written by a newer DuckDB. Upgrade Cadran to open it.', path="centre.duckdb"),
        ),
        Trouble(
            Text("Une sauvegarde vient d’une version plus récente.", "A backup comes from a later version."),
            Message('"{path}" is a store of a later version of Cadran. Upgrade Cadran to restore it.', path="backup.duckdb"),
        ),
        Trouble(
            Text("La commande et le serveur sont de deux versions.", "The command and the server are of two versions."),
            Message("The server that holds the store (process {pid}) is of another version of Cadran. " "Restart it.", pid="4812"),
        ),
        Trouble(
            Text("Le serveur répond ce que la commande ne connaît pas.", "The server answers what the command does not know."),
            Message('The server sent a "{name}", which this version does not know. Use the same version on ' "both sides.", name="Column"),
        ),
    ),
)  # fmt: skip
_DAMAGE = Theme(
    Text("Un fichier abîmé", "A damaged file"),
    (
        Trouble(
            Text("Un bloc de l’entrepôt n’est plus ce qui a été écrit.", "A block of the store is not what was written."),
            Message('"{path}" is damaged ({reason}). Put a backup in its place with "cadran restore BACKUP ' '--force --store STORE", or make a new store and import the files again.', path="centre.duckdb", reason="Corrupt database file: computed checksum 1 does not match stored checksum 2"),
            Text(
                "L’entrepôt abîmé est gardé à côté (centre.duckdb.damaged). Faites vérifier le disque.",
                "The damaged store is kept beside (centre.duckdb.damaged). Have the disk checked.",
            ),
        ),
        Trouble(
            Text("Une sauvegarde n’est plus ce qui a été écrit.", "A backup is not what was written."),
            Message('"{path}" is damaged: its content is not what was written when the backup was made (its ' "checksum differs). Nothing was changed. Use another backup.", path="backup.duckdb"),
            Text("Vérifiez les autres : cadran backup FICHIER --verify.", "Check the others: cadran backup FILE --verify."),
        ),
    ),
)  # fmt: skip
_BUSY = Theme(
    Text("Le serveur et les autres", "The server and others"),
    (
        Trouble(
            Text(
                "Un autre processus tient l’entrepôt : une commande en cours, un second serveur, un outil ouvert sur le fichier.",
                "Another process holds the store: a command under way, a second server, a tool that has the file open.",
            ),
            Message('The store "{path}" is held by {holder}: only one process at a time can open it. Wait ' "until it is done or stop it, then try again.", path="centre.duckdb", holder=Message("process {pid}", pid=4812)),
            Text(
                "Un seul serveur par entrepôt. Les commandes passent par lui tant qu’il répond.",
                "One server a store. Commands go through it as long as it answers.",
            ),
        ),
        Trouble(
            Text("Le serveur ne répond plus.", "The server does not answer any more."),
            Message("The server that holds the store (process {pid}) does not answer. Try again, or stop it.", pid="4812"),
            Text(
                "S’il a été tué, la commande suivante ouvre elle-même l’entrepôt et finit ce qui était en cours.",
                "If it was killed, the next command opens the store itself and finishes what was under way.",
            ),
        ),
        Trouble(
            Text("Le serveur est arrêté ou tué pendant une commande.", "The server is stopped or killed during a command."),
            Message('The server that holds the store went away during "{call}". See "cadran imports" for ' "what was loaded, then try again.", call="import_files"),
            Text(
                "Le chargement est entier ou absent, jamais à moitié : recommencer ne compte rien deux fois.",
                "The load is whole or absent, never half of it: to do it again counts nothing twice.",
            ),
        ),
        Trouble(
            Text(
                "Un programme ou un carnet a ouvert l’entrepôt par le serveur, qui n’est plus là.",
                "A program or a notebook opened the store through the server, which is not there any more.",
            ),
            Message("The server that held the store is gone. Open the store again."),
            Text(
                "Après un redémarrage du serveur, l’appel suivant le retrouve de lui-même.",
                "After a restart of the server the next call finds it by itself.",
            ),
        ),
        Trouble(
            Text("Trop de calculs à la fois.", "Too many figures at once."),
            Message("Too many figures are being computed. Try again in a moment."),
        ),
        Trouble(
            Text("Une personne ou un programme pose trop de questions à la fois.", "One person or program asks too much at once."),
            Message("Too many of your questions wait for an answer. Try again in a moment."),
            Text(
                "Les autres ont leur tour : chacun a sa file. Un programme attend la réponse avant de demander la suite.",
                "Others have their turn: each has a line of their own. A program waits for its answer before it asks the next.",
            ),
        ),
        Trouble(
            Text("Une commande qui passe par le serveur est interrompue (Ctrl-C).", "A command that goes through the server is interrupted (Ctrl-C)."),
            Message('The server goes on with "{call}" without you: it will be done whole or not at all. See "cadran ' 'imports".', call="import_files"),
        ),
        Trouble(
            Text("Le disque est plein pendant un chargement.", "The disk is full during a load."),
            Message('The disk of "{folder}" has no room for what is to be written: {free:,} MB are free, about {wanted:,} MB are ' "needed. Free some, then do it again; nothing of it was kept.", folder="/srv/centre", free=3, wanted=250),
            Text(
                "Les indicateurs continuent d’être donnés ; les chargements reprennent dès qu’il y a de la place.",
                "Figures are given all the same; loads are taken again as soon as there is room.",
            ),
        ),
        Trouble(
            Text("Une question tombe au moment où un chargement échoue faute de place.", "A question comes in the moment when a load fails for want of room."),
            Message("The store is opened again after something could not be written. Try again in a moment."),
        ),
        Trouble(
            Text("Le port est pris.", "The port is taken."),
            Message("{host}:{port} cannot be listened on ({reason}). Is Cadran already running? Otherwise: " "--port", host="127.0.0.1", port="8300", reason=Message("Address already in use")),
        ),
        Trouble(
            Text("Aucun entrepôt n’est servi.", "No store is being served."),
            Message('No store is being served. Start Cadran with "cadran serve".'),
        ),
    ),
)  # fmt: skip
_COPIES = Theme(
    Text("Sauvegarder, restaurer, effacer", "Backing up, restoring, erasing"),
    (
        Trouble(
            Text("La sauvegarde irait dans un dossier.", "The backup would go to a folder."),
            Message('"{path}" is a directory. Name a file in it, such as "{file}".', path="backups", file="backups/cadran-backup.duckdb"),
        ),
        Trouble(
            Text("La sauvegarde porterait le nom de l’entrepôt.", "The backup would have the store’s name."),
            Message('"{path}" is the store itself. Name another file.', path="centre.duckdb"),
        ),
        Trouble(
            Text("Une sauvegarde porte déjà ce nom.", "A backup has that name already."),
            Message('"{path}" exists. Name another file, or replace it with --force.', path="backup.duckdb"),
        ),
        Trouble(
            Text("Le dossier de la sauvegarde n’existe pas.", "The backup’s folder does not exist."),
            Message('The folder "{path}" does not exist. Create it, or name another file.', path="backups"),
        ),
        Trouble(
            Text(
                "Le disque est plein, ou le dossier ne peut pas être écrit : sauvegarde, restauration, effacement.",
                "The disk is full, or the folder cannot be written to: a backup, a restore, an erasure.",
            ),
            Message('"{path}" cannot be written: {reason}.', path="backup.duckdb", reason=Message("No space left on device")),
            Text(
                "L’entrepôt reste ce qu’il était. Faites de la place (deux fois sa taille pour restaurer ou effacer), puis recommencez ; un "
                "effacement commencé se finit à la prochaine ouverture.",
                "The store stays what it was. Make room (twice its size to restore or to erase), then try again; an erasure that was begun is "
                "finished at the next opening.",
            ),
        ),
        Trouble(
            Text("La même chose, dite par la base de données.", "The same, as the database says it."),
            Message('"{path}" cannot be written: {reason}', path="backup.duckdb", reason="IO Error: Could not write file"),
            Text("Mêmes causes : la place, les droits, le disque.", "The same causes: room, rights, the disk."),
        ),
        Trouble(
            Text("Il n’y a pas de sauvegarde de ce nom.", "There is no backup of that name."),
            Message('There is no backup at "{path}".', path="backup.duckdb"),
        ),
        Trouble(
            Text("Une copie faite à la main a été prise pendant l’usage.", "A copy made by hand was taken while in use."),
            Message('"{path}" was not closed properly. Open it once (cadran imports --store {quoted}), then ' "restore it.", path="copy.duckdb", quoted="copy.duckdb"),
            Text("Préférez cadran backup : il copie un état entier.", "Prefer cadran backup: it copies one whole state."),
        ),
        Trouble(
            Text("Le fichier à restaurer n’est pas une sauvegarde.", "The file to restore is no backup."),
            Message('"{path}" is a DuckDB database, but not a Cadran store.', path="other.duckdb"),
        ),
        Trouble(
            Text("La sauvegarde nommée est l’entrepôt.", "The backup named is the store."),
            Message('"{path}" is the store itself. Name the store with --store.', path="centre.duckdb"),
        ),
        Trouble(
            Text("Le dossier de l’entrepôt n’existe pas.", "The store’s folder does not exist."),
            Message('The folder "{path}" does not exist. Create it, or name another store.', path="data"),
        ),
        Trouble(
            Text("Un entrepôt est déjà là.", "There is a store already."),
            Message('There is a store at "{path}". Replace it with --force, or name another with --store.', path="centre.duckdb"),
            Text(
                "Sauvegardez d’abord celui qui est là : les chargements faits depuis la sauvegarde partiraient avec lui.",
                "Back up the one that is there first: the loads made since the backup would go with it.",
            ),
        ),
    ),
)  # fmt: skip
_TOO_MUCH = Theme(
    Text("Une question trop grande", "A question too large"),
    (
        Trouble(
            Text("La réponse aurait plus de chiffres que la limite.", "The answer would have more figures than may be."),
            Message(
                "These would be about {cells:,} figures ({size}), where {most:,} may be asked at once. {advice} The configuration "
                "sets the bound: [limits], cells.",
                cells=4_320_000,
                size=Message("{members:,} {members|member|members} × {periods:,} {periods|period|periods} × {kpis:,} {kpis|KPI|KPIs}", members=2000, periods=720, kpis=3),
                most=2_000_000,
                advice=Message('Leave out "{name}", or take a coarser grain, a shorter period or fewer KPIs.', name="agent"),
            ),
            Text("Rien n’a été calculé. --max-cells vaut pour une commande.", "Nothing was computed. --max-cells holds for one command."),
        ),
        Trouble(
            Text("Il y a plus de lignes que la limite.", "There are more rows than may be."),
            Message(
                "There are more than {most:,} rows, which is as many as may be asked at once. Ask for fewer with a limit, a "
                "filter or a shorter period. The configuration sets the bound: [limits], rows.",
                most=200_000,
            ),
        ),
        Trouble(
            Text("Le calcul dure.", "It takes long."),
            Message(
                "This took longer than the {seconds:,} s that one question may take. {advice} A command has more with --max-seconds; "
                "the configuration sets the bound: [limits], seconds.",
                seconds=60,
                advice=Message("Take a coarser grain, a shorter period or fewer KPIs."),
            ),
            Text(
                "Un stock (potentiel restant) par jour est refait pour chaque jour : demandez-le par semaine ou par mois.",
                "A stock (remaining leads) by day is worked out anew for each day: ask by week or by month.",
            ),
        ),
        Trouble(
            Text("La mémoire donnée à la base ne suffit pas.", "The memory that the database has is not enough."),
            Message(
                "This takes more memory than the database may use (CADRAN_MEMORY). Ask for fewer dimensions, a shorter "
                "period or fewer KPIs, or load fewer files at once; or give it more."
            ),
        ),
    ),
)  # fmt: skip
THEMES: tuple[Theme, ...] = (_PLACE, _VERSIONS, _DAMAGE, _BUSY, _COPIES, _TOO_MUCH)

INTERRUPTED: tuple[tuple[Text, Text], ...] = (
    (
        Text("Pendant une question", "During a question"),
        Text(
            "Rien n’est perdu. Ce qui ne tenait pas en mémoire (centre.duckdb.tmp) est retiré à la prochaine ouverture en écriture.",
            "Nothing is lost. What did not fit in memory (centre.duckdb.tmp) is removed when the store is next opened to be written to.",
        ),
    ),
    (
        Text(
            "Arrêt brutal ou coupure pendant un chargement ou une annulation",
            "Killed, or a power cut, during a load or an undo",
        ),
        Text(
            "L’entrepôt est celui d’avant ou celui d’après, jamais un mélange. « cadran imports » le dit ; refaites la commande.",
            "The store is that of before or that of after, never a mixture. “cadran imports” says which; run the command again.",
        ),
    ),
    (
        Text("Pendant un effacement ou une purge", "During an erasure or a retention run"),
        Text(
            "Commencé, il se finit à la prochaine ouverture, quelle que soit la commande ; « cadran check » le dit tant qu’il reste à faire.",
            "Once begun it is finished at the next opening, whatever the command; “cadran check” says so for as long as some is left to do.",
        ),
    ),
    (
        Text("Pendant une restauration", "During a restore"),
        Text(
            "L’entrepôt d’avant, ou la sauvegarde : le nouveau prend le nom en une fois.",
            "The store of before, or the backup: the new one takes the name at once.",
        ),
    ),
    (
        Text("Pendant une sauvegarde", "During a backup"),
        Text(
            "La sauvegarde d’avant reste entière ; le fichier .partial est retiré à la prochaine ouverture.",
            "The backup of before stays whole; the .partial file is removed at the next opening.",
        ),
    ),
    (
        Text("Pendant une migration", "During a migration"),
        Text(
            "Une copie (centre.duckdb.v1.bak) est faite d’abord ; la migration tient en une transaction et reprend à la prochaine ouverture.",
            "A copy (centre.duckdb.v1.bak) is made first; the migration is one transaction and is taken up at the next opening.",
        ),
    ),
)
"""What was stopped half-way, and what is found."""

ANSWERS: tuple[tuple[int, Text], ...] = (
    (400, Text("Une valeur de l’adresse n’est pas attendue ; le détail dit laquelle.", "A value in the address is not what is expected; the detail says which.")),
    (401, Text("Personne n’est connecté, ou le jeton est terminé.", "Nobody is signed in, or the token has ended.")),
    (403, Text("Vos droits ne couvrent pas cela, ou la page est restée ouverte trop longtemps.", "Your rights do not cover this, or the page was open for too long.")),
    (404, Text("Cela n’existe pas, ou n’est pas à vous : la réponse est la même.", "It does not exist, or is not yours: the answer is the same.")),
    (422, Text("La question se lit, mais n’a pas de réponse : un indicateur que l’on ne peut pas ventiler ainsi.", "The question can be read and has no answer: a KPI that cannot be broken down so.")),
    (429, Text("Trop de connexions refusées : attendez le temps dit par Retry-After.", "Too many sign-ins refused: wait for as long as Retry-After says.")),
    (500, Text("Une erreur du programme : elle est dans le journal du serveur, sans valeur personnelle.", "A fault of the program: it is in the server’s log, without personal values.")),
    (503, Text("L’entrepôt est occupé ou ne répond pas : recommencez après le temps dit par Retry-After.", "The store is busy or does not answer: try again after what Retry-After says.")),
)  # fmt: skip
"""What the server answers, by status."""
