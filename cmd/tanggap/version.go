package main

import (
	"fmt"
	"runtime"
)

// Set by the linker.
var (
	version = "dev"
	commit  = "unknown"
)

type versionCommand struct{}

func (versionCommand) Run(w world) error {
	_, err := fmt.Fprintf(w.stdout, "tanggap %s, commit %s, %s\n", version, commit, runtime.Version())
	return err
}
