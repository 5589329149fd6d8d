"""A database's dump is recognised, named and answered with the way to the rows; texts that speak of SQL are no dumps."""

from __future__ import annotations

import sqlite3

import pytest

from cadran.errors import InputError
from tests.ingest.conftest import Desk

DUMPS = {
    "mysqldump": (
        "-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n-- Host: localhost\n/*!40101 SET NAMES utf8 */;\n"
        "DROP TABLE IF EXISTS `calls`;\nCREATE TABLE `calls` (`id` int) ENGINE=InnoDB;\nINSERT INTO `calls` VALUES (1,2);\n",
        "MySQL",
    ),
    "phpMyAdmin": (
        '-- phpMyAdmin SQL Dump\n-- version 5.2\nSET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";\nSTART TRANSACTION;\n',
        "MySQL",
    ),
    "inserts alone": ("INSERT INTO `vicidial_log` (`uniqueid`, `lead_id`) VALUES\n('1.1', 7),\n('1.2', 8);\n", "MySQL"),
    "pg_dump": (
        "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\nCOPY public.calls (id, lead) FROM stdin;\n1\t2\n\\.\n",
        "PostgreSQL",
    ),
    "sqlite .dump": ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE calls(id);\nINSERT INTO calls VALUES(1);\n", "SQLite"),
    "SQL Server": ("\ufeffUSE [crm]\nGO\nSET ANSI_NULLS ON\nGO\nINSERT [dbo].[calls] ([id]) VALUES (1)\n", "SQL Server"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DUMPS)
@pytest.mark.parametrize("name", ["export.sql", "export.txt"])
def test_a_dump_is_said(desk: Desk, kind: str, name: str) -> None:
    text, whose = DUMPS[kind]
    with pytest.raises(InputError) as refused:
        desk.understand(text.encode("utf-16" if kind == "SQL Server" else "utf-8"), name, proposing=True)
    said = str(refused.value)
    assert said.startswith(f"{name} is an SQL dump ({whose}): statements, not a table. Export each table as CSV")
    assert refused.value.message.text("fr").startswith(f"{name} est un export SQL")


def test_a_database_itself_is_said(desk: Desk) -> None:
    with sqlite3.connect(desk.folder / "crm.db") as database:
        database.execute("CREATE TABLE calls (id)")
    database.close()
    with pytest.raises(InputError, match=r"is a database of SQLite, not a table\. Export each table as CSV"):
        desk.understand((desk.folder / "crm.db").read_bytes(), "crm.db")


@pytest.mark.parametrize(
    "header",
    ["Insert date,call id", "Use,Copy", "-- lead_id,created_at", "Create table name,x", "Set name,y", "Use case ID,z"],
)
def test_a_table_that_speaks_of_sql_is_a_table(desk: Desk, header: str) -> None:
    assert desk.understand(f"{header}\n1,2\n3,4\n", "words.csv", lenient=True).source.headers == tuple(
        header.split(",")
    )
