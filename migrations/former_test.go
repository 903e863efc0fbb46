package migrations_test

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"tanggap/internal/testkit"
	"tanggap/migrations"
)

// givenUp are tables whose rows a migration means to throw away, or which it
// drops or renames; the migration says why.
var givenUp = map[string]bool{
	"dialog": true, "pin_attempt": true, // 10
	"calendar_version": true, "routing_version": true, // 11
}

// From each version that there ever was, with a row in every table that it had,
// the next is reached, and no row is lost on the way: neither one that was
// written in that version, nor one that came with it from the version of its
// table's birth.
func TestUpFromEachVersion(t *testing.T) {
	for name, fresh := range map[string]bool{"with the rows of each": true, "with the rows of the first": false} {
		t.Run(name, func(t *testing.T) {
			url := testkit.EmptyDatabaseURL(t)
			versions := former(t)
			up(t, url, versions[0])
			conn := connect(t, url)
			for _, next := range append(versions[1:], migrations.Latest()) {
				if fresh {
					empty(t, conn)
				}
				before := seed(t, conn)
				up(t, url, next)
				lost(t, conn, next, before)
			}
		})
	}
}

// empty empties all tables of the program. They hold a row or two each: to
// truncate them would cost files.
func empty(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	sql := `SET session_replication_role = replica;`
	for _, table := range tables(t, conn) {
		sql += `DELETE FROM ` + table + `;`
	}
	if _, err := conn.Exec(t.Context(), sql+`RESET session_replication_role`, pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
}

// lost tells of rows that are gone since they were counted.
func lost(t *testing.T, conn *pgx.Conn, version int64, before map[string]int) {
	t.Helper()
	for table, n := range count(t, conn, tables(t, conn)) {
		if was := before[table]; n < was && !givenUp[table] {
			t.Errorf("%d: %s had %d rows, and has %d now; if that is meant, name it in givenUp", version, table, was, n)
		}
		delete(before, table)
	}
	for table := range before {
		if !givenUp[table] {
			t.Errorf("%d: %s is gone with its rows; if that is meant, name it in givenUp", version, table)
		}
	}
}

// former are the versions before the newest: numbers that were never used are
// none.
func former(t *testing.T) (versions []int64) {
	t.Helper()
	files, err := filepath.Glob("*.sql")
	if err != nil || len(files) < 2 {
		t.Fatalf("no migrations here: %v", err)
	}
	for _, file := range files[:len(files)-1] {
		number, _, _ := strings.Cut(file, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		versions = append(versions, version)
	}
	return versions
}

func up(t *testing.T, url string, to int64) {
	t.Helper()
	if _, err := migrations.UpTo(t.Context(), url, to); err != nil {
		t.Fatal(err)
	}
	if got := version(t, url); got != to {
		t.Fatalf("version %d, want %d", got, to)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec // tables change under this connection
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func lines(t *testing.T, conn *pgx.Conn, sql string, args ...any) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// count says how many rows each of some tables has.
func count(t *testing.T, conn *pgx.Conn, tables []string) map[string]int {
	t.Helper()
	var each []string
	for _, table := range tables {
		each = append(each, fmt.Sprintf(`SELECT '%[1]s ' || count(*) FROM %[1]s`, table))
	}
	rows := map[string]int{}
	for _, line := range lines(t, conn, strings.Join(each, " UNION ALL ")) {
		table, n, _ := strings.Cut(line, " ")
		var err error
		if rows[table], err = strconv.Atoi(n); err != nil {
			t.Fatal(err)
		}
	}
	return rows
}

// tables lists the tables of the program, each behind those that it refers to.
func tables(t *testing.T, conn *pgx.Conn) []string {
	t.Helper()
	return lines(t, conn, `
		WITH RECURSIVE depth (id, n) AS (
			SELECT c.oid, 0
			FROM pg_class c
			WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'goose%'
			UNION
			SELECT r.conrelid, d.n + 1
			FROM pg_constraint r
			JOIN depth d ON r.confrelid = d.id
			WHERE r.contype = 'f' AND r.conrelid <> r.confrelid AND d.n < 20)
		SELECT id::regclass::text
		FROM depth
		GROUP BY id
		ORDER BY max(n), id::regclass::text`)
}

// values are what a column of a type gets, where no constraint says more.
var values = map[string]string{
	"text": `'x'`, "text[]": `'{x}'`, "smallint": `1`, "integer": `1`, "bigint": `1`, "numeric": `1`, "double precision": `1`,
	"boolean": `true`, "bytea": `'\x01'`, "bytea[]": `'{}'`, "date": `'2026-11-23'`, "timestamp with time zone": `'2026-11-23 08:00+07'`,
	"jsonb": `'{}'`, "interval": `'1 day'`,
}

// besides are the columns, with their tables, of which a constraint says more than
// oneOf reads.
var besides = map[string]string{
	"identity.box":          `NULL`, // gone once it ended
	"disclosure.second_nip": `'y'`,
	"disclosure.denied_at":  `NULL`, // it was agreed to
	"duty_moved.rung_id":    `NULL`, // it is of an errand
}

// ahead is what the row of a table takes besides a row of each that it refers to.
var ahead = map[string]string{
	"disclosure": `INSERT INTO employee SELECT (jsonb_populate_record(e, '{"nip": "y"}')).* FROM employee e LIMIT 1`,
}

// oneOf finds the words between which a constraint lets choose.
var oneOf = regexp.MustCompile(`^CHECK \(\(+"?(\w+)"? = ANY \(+(?:ARRAY\[)('[^']*'|\d+)`)

// seed puts a row into each table that has none, and says how many each has then.
func seed(t *testing.T, conn *pgx.Conn) map[string]int {
	t.Helper()
	all := tables(t, conn)
	before, sql := count(t, conn, all), inserts(t, conn)
	for _, table := range all {
		if before[table] > 0 {
			continue
		}
		for _, statement := range []string{ahead[table], sql[table]} {
			if _, err := conn.Exec(t.Context(), statement); err != nil {
				t.Fatalf("put a row into %s: %v", table, err)
			}
		}
	}
	return count(t, conn, all)
}

// inserts are statements that put a row into each table: something in each
// column.
func inserts(t *testing.T, conn *pgx.Conn) map[string]string {
	t.Helper()
	given := map[string]string{} // by table and column
	for _, line := range lines(t, conn, `
		SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid)
		FROM pg_constraint
		WHERE contype = 'c' AND conrelid <> 0 AND connamespace = 'public'::regnamespace`) {
		table, check, _ := strings.Cut(line, " ")
		if m := oneOf.FindStringSubmatch(check); m != nil {
			given[table+"."+m[1]] = m[2]
		}
	}
	for _, line := range lines(t, conn, `
		SELECT r.conrelid::regclass || '.' || a.attname || ' SELECT ' || f.attname || ' FROM ' || r.confrelid::regclass || ' LIMIT 1'
		FROM pg_constraint r
		CROSS JOIN unnest(r.conkey, r.confkey) k (here, there)
		JOIN pg_attribute a ON a.attrelid = r.conrelid AND a.attnum = k.here
		JOIN pg_attribute f ON f.attrelid = r.confrelid AND f.attnum = k.there
		WHERE r.contype = 'f' AND r.connamespace = 'public'::regnamespace`) {
		column, sql, _ := strings.Cut(line, " ")
		given[column] = "(" + sql + ")"
	}
	columns, row := map[string][]string{}, map[string][]string{}
	for _, line := range lines(t, conn, `
		SELECT c.oid::regclass || ' ' || attname || ' ' || format_type(atttypid, NULL)
		FROM pg_attribute
		JOIN pg_class c ON c.oid = attrelid
		WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'goose%'
		AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attgenerated = ''
		ORDER BY attrelid, attnum`) {
		table, rest, _ := strings.Cut(line, " ")
		column, kind, _ := strings.Cut(rest, " ")
		value := cmp.Or(besides[table+"."+column], given[table+"."+column], values[kind])
		if value == "" {
			t.Fatalf("%s.%s: no value for the type %s", table, column, kind)
		}
		columns[table], row[table] = append(columns[table], column), append(row[table], value)
	}
	all := map[string]string{}
	for table := range columns {
		all[table] = fmt.Sprintf(`INSERT INTO %s (%s) VALUES (%s)`, table, strings.Join(columns[table], ", "), strings.Join(row[table], ", "))
	}
	return all
}
