// Command kube-linter is the real kube-linter, built by module name.
package main

import (
	"os"

	"golang.stackrox.io/kube-linter/pkg/command/root"
)

func main() {
	if err := root.Command().Execute(); err != nil {
		os.Exit(1)
	}
}
