// Command kube-linter is the real kube-linter, built by module name.
package main

import (
	"fmt"
	"os"

	"golang.stackrox.io/kube-linter/pkg/command/root"
	// The checks are there once their templates are registered.
	_ "golang.stackrox.io/kube-linter/pkg/templates/all"
)

func main() {
	if err := root.Command().Execute(); err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}
