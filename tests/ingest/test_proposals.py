"""What is proposed for files that nobody knows, held against what a person who knows these systems would say."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import cadran
from cadran.cli.main import run
from cadran.ingest.understand import write_mapping
from cadran.ingest.vocabulary import column_of, outcome_of
from tests.ingest.conftest import Desk

DIALER = """N° fiche;Date appel;Heure;Téléconseiller;Code résultat;Libellé résultat;Durée com.;Durée post-appel;Motif refus
1001;22/09/2026;09:05:12;Zoé;12;Vente;0:03:12;0:00:45;
1002;22/09/2026;09:09:00;Zoé;21;Refus;0:01:10;0:00:20;Prix
1003;22/09/2026;09:11:30;Max;30;Répondeur;0:00:00;0:00:05;
1001;23/09/2026;10:00:00;Max;31;NRP;0:00:00;0:00:05;
1004;23/09/2026;10:02:00;Max;40;Cas spécial;0:00:30;0:00:05;
1005;23/09/2026;10:03:00;Max;22;RDV;0:02:30;0:01:05;
1006;23/09/2026;10:08:00;Max;33;Faux numéro;0:00:06;0:00:05;
1007;23/09/2026;10:09:00;Zoé;35;Occupé;0:00:00;0:00:05;
1008;23/09/2026;10:19:00;Zoé;36;Rappel;0:00:40;0:00:05;
1009;24/09/2026;10:19:00;Zoé;37;Hors cible;0:00:40;0:00:05;
"""


def test_a_french_dialer_export_is_proposed_and_loads_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: 10 calls of 9 leads, 192 + 70 + 30 + 150 + 6 + 40 + 40 = 528 s of talk, 165 s of wrap-up; code 40 asked.

    Contacted: sale, refusal, appointment, callback, off target.
    """
    monkeypatch.chdir(tmp_path)
    Path("export dialer.csv").write_text(DIALER, encoding="cp1252")
    assert run(["import", "export dialer.csv", "--write-mapping", "m.toml", "--lang", "fr"]) == 0
    written = Path("m.toml").read_text(encoding="utf-8").replace("\xa0", " ")
    assert '# "40" = "…"  # « Cas spécial »' in written
    assert '"21" = "refused"  # « Refus »' in written and "à vérifier" in written
    assert "cadran import 'export dialer.csv' --mapping" in written
    [table] = tomllib.loads(written)["table"]
    assert table["name"] == "attempts"
    columns = {
        name: rule["from"] if isinstance(rule, dict) and "from" in rule else rule
        for name, rule in table["columns"].items()
    }
    assert columns == {
        "attempt_id": {"key": ["Date appel", "Heure", "N° fiche"]}, "lead_id": "N° fiche", "agent_id": "Téléconseiller",
        "started_at": ["Date appel", "Heure"], "talk_s": "Durée com.", "wrap_s": "Durée post-appel",
        "disposition": "Code résultat", "reason": "Motif refus",
    }  # fmt: skip
    with cadran.open("s.duckdb") as store:
        store.import_files([Path("export dialer.csv")], mapping=Path("m.toml"))
        [row] = store.engine.rows(
            "SELECT count(*), count(DISTINCT lead_id), sum(talk_s), sum(wrap_s), count(*) FILTER (outcome IS NULL), "
            "count(*) FILTER (contacted), min(CAST(started_at AS VARCHAR)), max(reason) FROM attempts"
        )
        assert row == (10, 9, 528, 165, 1, 5, "2026-09-22 07:05:12", "Prix")


def test_a_dry_run_of_an_unknown_file_shows_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("export dialer.csv").write_text(DIALER, encoding="cp1252")
    assert run(["import", "export dialer.csv", "--dry-run", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    for line in (
        "encoding: cp1252",
        'separator: ";" (semicolon)',
        "| Téléconseiller = Zoé | Max",
        "→ attempts",
        'started_at ← "Date appel" + "Heure" as day/month/year',
        'code "12, Vente" is proposed as sale',
        'code "21, Refus" is proposed as refused: to check',
        'code "40, Cas spécial" has no outcome: 1 row',
        "cadran import 'export dialer.csv' --write-mapping 'export dialer.toml'",
        "Nothing was loaded",
    ):
        assert line in shown


def test_a_mapping_is_written_for_the_first_file_and_says_so_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(DIALER)
    Path("b.csv").write_text("N° client;Nom;Téléphone;Date création\n1;Petit;01 99 00 00 01;01/09/2026\n")
    assert run(["import", "a.csv", "b.csv", "--write-mapping", "my map.toml", "--lang", "en"]) == 0
    assert 'name = "attempts"' in Path("my map.toml").read_text(encoding="utf-8")
    said = capsys.readouterr().out
    assert "cadran import … --mapping 'my map.toml'" in said
    assert "b.csv is not in it: give it alone" in said


def test_values_that_contradict_the_type_are_not_proposed(desk: Desk) -> None:
    """A name is no lead's id, a SIP channel no channel, billsec is the talk where the duration counts the ringing."""
    text = (
        "contact,channel,start,duration,billsec,disposition\n"
        "Jean Petit,SIP/trunk-0001,2026-09-22 10:00:00,30,20,ANSWERED\n"
        "Ana Grand,SIP/trunk-0002,2026-09-22 10:05:00,12,0,NO ANSWER\n"
    )
    written = write_mapping(desk.understand(text, lenient=True))
    columns = tomllib.loads(written)["table"][0]["columns"]
    assert columns["talk_s"]["from"] == "billsec"
    assert "lead_id" not in columns and "channel" not in columns
    for wrong in ('lead_id = "contact"', 'channel = "channel"', 'talk_s = "duration"'):
        assert wrong not in written


def test_a_file_of_leads_and_of_orders_is_told_from_calls(desk: Desk) -> None:
    leads = "ID prospect;Nom;Prénom;Téléphone;Date création;Origine\n12;Petit;Jo;06 39 98 00 01;01/09/2026;Web\n"
    orders = "N° commande;Date commande;N° client;Produit;Montant HT;Vendeur\nC1;01/09/2026;77;P-AUTO;120,50;Zoé\n"
    for text, name in ((leads, "leads"), (orders, "orders")):
        proposed = tomllib.loads(write_mapping(desk.understand(text, lenient=True)))["table"][0]
        assert proposed["name"] == name
        assert desk.stage(text, mapping=write_mapping(desk.understand(text, lenient=True))).only.rejected == 0


def test_the_person_behind_the_calls_is_proposed_as_a_lead(desk: Desk) -> None:
    text = "Fiche;Téléphone;Date;Heure;Agent;Statut\n7;01 99 00 00 01;22/09/2026;09h05;Zoé;VENTE\n8;01 99 00 00 02;22/09/2026;09h07;Zoé;NRP\n"
    read = desk.stage(text, mapping=write_mapping(desk.understand(text, lenient=True)))
    assert read.rows("lead_id, phone", "leads") == [("7", "+33199000001"), ("8", "+33199000002")]
    assert read.rows("started_at, outcome", "attempts") == [
        ("2026-09-22 07:05:00", "sale"), ("2026-09-22 07:07:00", "no_answer"),
    ]  # fmt: skip


def test_codes_of_several_labels_leave_the_labels_to_speak(desk: Desk) -> None:
    text = (
        "N° appel;Date appel;Code résultat;Libellé résultat\n"
        "1;22/09/2026 09:00;OK;Vente\n2;22/09/2026 09:05;OK;RDV\n3;22/09/2026 09:06;KO;Refus\n"
    )
    read = desk.stage(text, mapping=write_mapping(desk.understand(text, lenient=True)))
    assert read.values("outcome") == ["sale", "appointment", "refused"]


SYSTEMS = {
    "VICIdial log": "uniqueid=attempt_id lead_id=lead_id list_id=list_id campaign_id=campaign_id call_date=started_at "
    "length_in_sec=? status=disposition user=agent_id phone_number=- phone_code=- comments=- user_group=- called_count=-",
    "Vocalcom": "CtiID=attempt_id CustomerID=lead_id CallLocalTimeString=started_at Duration=? CallDuration=? WaitDuration=? "
    "ConvDuration=talk_s WrapupDuration=wrap_s LastCampaign=campaign_id LastAgent=agent_id CallStatusNum=- IvrDuration=- "
    "Overflow=- Memo=- Indice=- Closed=-",
    "Aircall": "id=? direction=direction started_at=started_at answered_at=answered_at ended_at=ended_at duration=? "
    "user=agent_id cost=- comments=- teams=- missed_call_reason=-",
    "Ringover": "call_id=attempt_id direction=direction start_time=started_at answered_time=answered_at end_time=ended_at "
    "incall_duration=talk_s total_duration=? ringing_duration=ring_s hold_duration=? queue_duration=? last_state=disposition "
    "user_id=agent_id note=- is_answered=- hangup_by=hung_up_by from_number=caller_number",
    "HubSpot calls": "hs_timestamp=started_at hs_call_direction=direction hs_call_disposition=disposition hs_call_duration=? "
    "hs_call_from_number=caller_number hs_call_callee_object_id=lead_id hubspot_owner_id=agent_id hs_call_title=-",
    "Salesforce task": "WhoId=lead_id OwnerId=agent_id CallDisposition=disposition CallDurationInSeconds=? CallType=direction "
    "CreatedDate=started_at LastModifiedDate=modified_at Subject=- CallObject=- WhatId=-",
    "French 1": "N° fiche=lead_id|Date appel=started_at|Téléconseiller=agent_id|Code résultat=disposition|Durée com.=talk_s|"
    "Durée post-appel=wrap_s|Motif refus=reason|Campagne=campaign_id|Liste=list_id|Commentaire=-",
    "French 2": "ID appel=attempt_id|ID prospect=lead_id|Date et heure de l'appel=started_at|Agent=agent_id|Statut=disposition|"
    "Durée de conversation (s)=talk_s|Temps de post-traitement=wrap_s|Durée sonnerie=ring_s|Sens=direction|Ville=-|Observations=-",
    "French 3": "Num_Fiche=lead_id|DATE_HEURE=started_at|LOGIN=agent_id|QUALIFICATION=disposition|DUREE=?|Nom campagne=campaign_id|"
    "Nom fichier=list_id|Date de rappel=callback_at|Numéro présenté=caller_number|Raccroché par=hung_up_by|Argumentaire=script|Attente=?",
    "French 4": "Réf. client=lead_id|Matricule agent=agent_id|Horodatage appel=started_at|Tps com=talk_s|Code qualif=disposition|"
    "Durée ACW=wrap_s|Code campagne=campaign_id|Date rappel prévue=callback_at|Raison du refus=reason|Sens de l'appel=direction|"
    "Superviseur=-|Équipe=-|Civilité=-|Code postal=-|Durée totale (s)=?|Numéro appelant=caller_number|Fichier source=-",
    "English 2": "Lead ID=lead_id|Agent ID=agent_id|Start Date/Time=started_at|Talk Time (sec)=talk_s|Wrap-up time (s)=wrap_s|"
    "Call Outcome=disposition|Handle Time=-|Queue=-|Skill=-|Hold Time=?|Score=-|Supervisor=-",
    "English": "Call ID=attempt_id|Contact ID=lead_id|Call Start Time=started_at|Agent Name=agent_id|Disposition=disposition|"
    "Talk Time=talk_s|Wrap Up Time=wrap_s|Ring Time=ring_s|Campaign=campaign_id|List Name=list_id|Call Duration=?|Notes=-",
}
"""Headers of calls with the column they are: - none, ? not to be told from the name, so asked."""


def labelled() -> list[tuple[str, str, str]]:
    pairs = []
    for system, text in SYSTEMS.items():
        for pair in text.split("|") if "|" in text else text.split():
            header, _, column = pair.rpartition("=")
            pairs.append((system, header, column))
    return pairs


def test_headers_of_dialers_and_crms() -> None:
    """None is wrong in silence; at least 95 in 100 of those that have a column get it; the others are asked."""
    wrong, right, total = [], 0, 0
    for system, header, column in labelled():
        word = column_of("attempts", header)
        said = "-" if word is None else "?" if word.is_doubt else word.column
        if said not in (column, "?", "-"):
            wrong.append((system, header, said))
        if column not in ("-", "?"):
            total += 1
            right += said == column
    assert wrong == []
    assert total >= 95
    assert right >= 0.95 * total


OUTCOMES = {
    "sale": "Accord client|Vente téléphonique|Won|"
    "Vente|VENTE OK|01 - Vente|Vendu|Sale|SALE MADE|Contrat signé|Souscription|Closed Won",
    "appointment": "RDV client|RDV validé|RDV visio|Rendez vous OK|"
    "RDV|Rdv pris|RENDEZ-VOUS|Prise de RDV|Appointment set|Meeting booked|R.D.V.",
    "refused": "Refus client|Refus - prix|Refus après argumentaire|"
    "Refus|Refus argumenté|REFUS PRIX|Refus de l'offre|Refused|Declined Sale",
    "not_interested": "Pas intéressée|N'est pas intéressé|Client pas intéressé|"
    "Pas intéressé|Non intéressé|Not Interested|Refus d'écoute|Refus immédiat",
    "callback": "Rappel client|A rappeler plus tard|RAPPEL AUTO|"
    "Rappel|À rappeler|Rappel programmé|Rappel personnel|Call Back|Callback requested|Relance",
    "no_answer": "Pas de rep|Client absent|Sonne dans le vide|Did not answer|"
    "NRP|Ne répond pas|Pas de réponse|Sans réponse|No Answer|NO ANSWER|Ring no answer",
    "busy": "Tonalité occupée|Line Busy|Occupé|Ligne occupée|Busy|BUSY|9d9162e7-6cf3-4944-bf63-4dff82258764",
    "machine": "Répondeurs|Répondeur / messagerie|Left Voicemail Message|"
    "Répondeur|Messagerie vocale|Boîte vocale|Voicemail|Answering machine|Left voicemail|VOICEMAIL",
    "wrong_number": "Faux n°|Numéro erroné|Mauvais n°|"
    "Faux numéro|FAUX NUMERO|Mauvais numéro|Wrong number|Erreur de numéro",
    "invalid_number": "N° non attribué|Numéro inexistant|Invalid Phone Number|"
    "Numéro non attribué|Numéro invalide|Numéro hors service|Disconnected Number|Bad number",
    "off_target": "Hors cible métier|Pas dans la cible|Hors cible|HORS-CIBLE|Non éligible|Not eligible|Hors critères",
    "opt_out": "Ne souhaite plus être appelé|Liste d'opposition|Bloctel|Remove from list|"
    "Ne plus rappeler|Ne plus appeler|Opposition|Do not call|DNC|STOP",
    "hung_up": "Raccroché|Raccroche au nez|Hang up|A raccroché",
    "abandoned": "Abandon|Abandoned|Appel abandonné|DROP",
    "failed": "Échec d'appel|Problème technique|Congestion|FAILED",
    "qualified": "Qualifié|Lead qualifié|Qualified",
    "?": "Client occupé|Prospect occupé|Vente client refusée|RDV client annulé|Refus RDV|Vente à confirmer|RDV à confirmer|"
    "Pas de RDV|Absence|En cours|Non traité|Client|Appel entrant|Rappel refusé|Vente perdue|Lost|Positif|Négatif|Argumenté|"
    "Prospect|Contact|Fin|Refus raccroché|Vente annulée|RDV annulé|Rappel RDV|Refus de rappel|OK|KO|A|N|12|Autre|Divers|ANSWERED|Connected|Completed|Barrage|"
    "Déjà client|Pas de vente|Non RDV|Pas de refus|Intéressé|À traiter|Doublon|NA|Relance mail|Transfert|Sale cancelled|"
    "Not a wrong number|No sale|Missed|Cancelled|f240bbac-87c9-4f6e-bf70-924b57d47db7",
}
"""Labels of results with their outcome; ? what a person must say."""


def test_outcomes_of_labels() -> None:
    """None is wrong; at least 95 in 100 of those that say one outcome get it."""
    pairs = [(label, outcome) for outcome, labels in OUTCOMES.items() for label in labels.split("|")]
    wrong = [(label, said) for label, outcome in pairs if (said := outcome_of(label) or "?") not in (outcome, "?")]
    assert wrong == []
    told = [outcome_of(label) == outcome for label, outcome in pairs if outcome != "?"]
    assert len(told) >= 120
    assert sum(told) >= 0.95 * len(told)


def test_no_word_stands_for_two_outcomes() -> None:
    path = Path(cadran.__file__).parent / "ingest" / "data" / "vocabulary.toml"
    outcomes = tomllib.loads(path.read_text(encoding="utf-8"))["outcomes"]
    assert {outcome_of(word) for word in outcomes.pop("?")} == {None}
    for outcome, words in outcomes.items():
        assert outcome in cadran.model.OUTCOMES
        assert {outcome_of(word) for word in words} == {outcome}
