// SPDX-License-Identifier: Apache-2.0

// Command probe shows a shh/6 node about a hundred odd packets and prints what it does about each.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
)

func main() {
	enode := flag.String("enode", os.Getenv("NODE_ENODE"), "the node under probe, enode://…")
	rpcURL := flag.String("http", os.Getenv("NODE_HTTP"), "its JSON-RPC over HTTP, with shh")
	expect := flag.String("expect", "", "a file of outcomes; only the cases in it are run, and judged")
	only := flag.String("only", "", "run only cases whose name matches this expression")
	rule := flag.String("rule", string(pre19), "the PoW rule to seal by: pre-1.9 or eip-627")
	client := flag.String("client", "Geth/v1.8.27-stable/linux-amd64/go1.11", "the client id to go by")
	parallel := flag.Int("parallel", 6, "cases at a time")
	flag.Parse()

	failed, err := run(*enode, *rpcURL, *expect, *only, powRule(*rule), *client, *parallel)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

func run(enode, rpcURL, expect, only string, rule powRule, client string, parallel int) (failed int, err error) {
	target, err := parseTarget(enode, rpcURL)
	if err != nil {
		return 0, err
	}
	if rule != pre19 && rule != eip627 {
		return 0, fmt.Errorf("unknown rule %q", rule)
	}
	wanted, err := regexp.Compile(only)
	if err != nil {
		return 0, err
	}
	var expected expectations
	if expect != "" {
		if expected, err = readExpectations(expect); err != nil {
			return 0, err
		}
	}
	var cases []probeCase
	for _, c := range allCases() {
		if wanted.MatchString(c.name) && (expected == nil || len(expected[c.name]) > 0) {
			cases = append(cases, c)
		}
	}

	passed := 0
	for i, outcome := range performAll(cases, parallel, func() *trial {
		return &trial{target: target, clientID: client, rule: rule, watch: newWatch()}
	}) {
		line := (<-outcome).String()
		fmt.Printf("%-40s %s\n", cases[i].name, line)
		if expected == nil {
			continue
		}
		if met, instead := expected.met(cases[i].name, line); met {
			passed++
		} else {
			failed++
			fmt.Printf("FAILED %s: expected\n     %s\n", cases[i].name, instead)
		}
	}
	if expected != nil {
		if only == "" {
			for _, name := range missing(expected, cases) {
				failed++
				fmt.Printf("FAILED %s: there is no such case\n", name)
			}
		}
		fmt.Printf("%d passed, %d failed\n", passed, failed)
	}
	return failed, nil
}

func missing(expected expectations, cases []probeCase) (names []string) {
	known := map[string]bool{}
	for _, c := range cases {
		known[c.name] = true
	}
	for name := range expected {
		if !known[name] {
			names = append(names, name)
		}
	}
	return names
}

// performAll runs the cases so many at a time, and those that want to be alone after all others in
// their order. The outcomes come one from each channel.
func performAll(cases []probeCase, parallel int, newTrial func() *trial) []chan outcome {
	outcomes := make([]chan outcome, len(cases))
	for i := range outcomes {
		outcomes[i] = make(chan outcome, 1)
	}
	perform := func(i int) { outcomes[i] <- newTrial().run(cases[i].perform) }
	go func() {
		places := make(chan struct{}, max(1, parallel))
		for i, c := range cases {
			if !c.alone {
				places <- struct{}{}
				go func() {
					perform(i)
					<-places
				}()
			}
		}
		for range cap(places) {
			places <- struct{}{}
		}
		for i, c := range cases {
			if c.alone {
				perform(i)
			}
		}
	}()
	return outcomes
}
