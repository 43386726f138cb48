// Command kustomize-server is the real `kustomize build`, run many times in one process: starting it and
// reading its schema take longer than building a small tree does.
//
// It reads arguments of `kustomize build`, separated by tabs, one build a line. It answers each line with
// `ok` or `error`, the length of the output or of the error, and the length of what went to standard error,
// all on one line, and then the two texts.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"sigs.k8s.io/kustomize/kustomize/v5/commands/build"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

func main() {
	said, err := os.CreateTemp("", "kustomize-server-")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.Remove(said.Name()); err != nil {
		log.Fatal(err)
	}
	os.Stderr = said
	log.SetOutput(said)
	out := bufio.NewWriter(os.Stdout)
	// What goes to standard output otherwise would be read as an answer.
	os.Stdout = said
	defaults := openapi.GetSchemaVersion()
	fresh := true
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		args := strings.Split(lines.Text(), "\t")
		text, err, panicked := run(said, args)
		if panicked || openapi.GetSchemaVersion() != defaults {
			// A schema is added to those that are there, and stays; a process starts without any.
			if !fresh {
				openapi.ResetOpenAPI()
				text, err, _ = run(said, args)
			}
			openapi.ResetOpenAPI()
			fresh = true
		} else {
			fresh = false
		}
		word := "ok"
		if err != nil {
			word, text = "error", []byte(err.Error())
		}
		notes := read(said)
		fmt.Fprintf(out, "%s %d %d\n%s%s", word, len(text), len(notes), text, notes)
		if err := out.Flush(); err != nil {
			log.Fatal(err)
		}
	}
}

// run is one build.
func run(said *os.File, args []string) (text []byte, err error, panicked bool) {
	if err := said.Truncate(0); err != nil {
		return nil, err, false
	}
	if _, err := said.Seek(0, io.SeekStart); err != nil {
		return nil, err, false
	}
	defer func() {
		if fault := recover(); fault != nil {
			err, panicked = fmt.Errorf("panic: %v", fault), true
		}
	}()
	var buffer bytes.Buffer
	command := build.NewCmdBuild(filesys.MakeFsOnDisk(), build.MakeHelp("kustomize", "build"), &buffer)
	command.SetArgs(args)
	command.SilenceErrors = true
	err = command.Execute()
	return buffer.Bytes(), err, false
}

// read gives what has been written to a file.
func read(file *os.File) []byte {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return nil
	}
	return text
}
