package bot_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// burnt is the processor time that this process and its PostgreSQL have used:
// unlike the time that passed, it is nearly the same on a machine that has other
// things to do.
type burnt struct{ here, database time.Duration }

func (c *crowd) burnt() (u burnt) {
	c.b.Helper()
	var used syscall.Rusage
	c.must(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	u.here = time.Duration(used.Utime.Nano() + used.Stime.Nano())
	if c.postmaster == "" {
		var backend int
		c.must(c.pool.QueryRow(c.b.Context(), `SELECT pg_backend_pid()`).Scan(&backend))
		c.postmaster = parent(strconv.Itoa(backend))
	}
	all, err := filepath.Glob("/proc/[0-9]*")
	c.must(err)
	for _, dir := range all {
		if parent(filepath.Base(dir)) == c.postmaster {
			used, _ := os.ReadFile(filepath.Join(dir, "schedstat"))
			var ns int64
			fmt.Sscan(string(used), &ns)
			u.database += time.Duration(ns)
		}
	}
	return u
}

// parent is the process that started another; "" when that is gone.
func parent(pid string) string {
	stat, _ := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	_, behind, _ := strings.Cut(string(stat), ") ")
	if fields := strings.Fields(behind); len(fields) > 1 {
		return fields[1]
	}
	return ""
}

func (u burnt) since(v burnt) burnt { return burnt{u.here - v.here, u.database - v.database} }
func (u burnt) add(v burnt) burnt   { return burnt{u.here + v.here, u.database + v.database} }

func (u burnt) report(b *testing.B, name string, n int) {
	b.ReportMetric(float64(u.here.Microseconds())/float64(n), name+"-go-µs")
	b.ReportMetric(float64(u.database.Microseconds())/float64(n), name+"-pg-µs")
}
