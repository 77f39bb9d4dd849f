// A tenant's program, for tests: answers over HTTP on :8080, writes a line for each request, and misbehaves when asked to.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

var eaten [][]byte

func main() {
	name, _ := os.Hostname()
	if len(os.Args) > 1 && os.Args[1] == "fail" {
		fmt.Println("failing as told")
		os.Exit(3)
	}
	handle := func(path string, do func(w http.ResponseWriter, r *http.Request)) {
		http.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			fmt.Println(r.Method, r.URL.Path)
			do(w, r)
		})
	}
	handle("/", func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			io.Copy(w, r.Body)
			return
		}
		fmt.Fprintf(w, "hello from a replica\n")
	})
	handle("/exit", func(w http.ResponseWriter, r *http.Request) { os.Exit(number(r, "code", 1)) })
	handle("/eat", func(w http.ResponseWriter, r *http.Request) {
		for range number(r, "mib", 1) {
			eaten = append(eaten, bytes.Repeat([]byte{1}, 1<<20))
		}
		fmt.Fprintln(w, len(eaten))
	})
	handle("/bytes", func(w http.ResponseWriter, r *http.Request) {
		part := make([]byte, 64<<10)
		for left := number(r, "n", 1<<20); left > 0; left -= len(part) {
			w.Write(part[:min(left, len(part))])
		}
	})
	handle("/file", func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Query().Get("path")
		if r.Method == http.MethodPut {
			body, _ := io.ReadAll(r.Body)
			if err := os.WriteFile(path, body, 0o600); err != nil {
				http.Error(w, err.Error(), http.StatusForbidden)
			}
			return
		}
		content, err := os.ReadFile(path)
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Write(content)
	})
	// Everything that a program can learn about where it runs.
	handle("/about", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hostname %s\nuid %d\n", name, os.Getuid())
		for _, line := range os.Environ() {
			fmt.Fprintln(w, line)
		}
		for _, path := range []string{"/etc/resolv.conf", "/etc/hosts", "/etc/hostname", "/proc/self/mountinfo", "/proc/self/cgroup", "/proc/net/route"} {
			content, _ := os.ReadFile(path)
			fmt.Fprintf(w, "== %s\n%s", path, content)
		}
	})
	fmt.Println("listening")
	server := &http.Server{Addr: ":8080", ReadHeaderTimeout: 10 * time.Second}
	fmt.Println(server.ListenAndServe())
	os.Exit(1)
}

func number(r *http.Request, name string, otherwise int) int {
	value, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return otherwise
	}
	return value
}
