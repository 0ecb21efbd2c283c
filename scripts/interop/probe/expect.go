// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Expectations hold the outcomes that are right for each case: one a line as the probe prints them,
// `*` standing for any text, ` # ` for the start of a comment, a repeated name for an alternative.
type expectations map[string][]string

func readExpectations(path string) (expectations, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	expected := expectations{}
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		line, _, _ := strings.Cut(lines.Text(), " # ")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, outcome, found := strings.Cut(line, " ")
		if !found {
			return nil, fmt.Errorf("%s:%d: a name and an outcome were expected", path, number)
		}
		expected[name] = append(expected[name], normalize(outcome))
	}
	return expected, lines.Err()
}

// What differs from run to run and says nothing, and the two forms in which one event is recorded.
var variable = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`closedMs=\S+ `), ""},
	{regexp.MustCompile(` \(\d+ms\)$`), ""},
	{regexp.MustCompile(`\benv [0-9a-f]{8} `), "env * "},
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "target"},
	{regexp.MustCompile(`^ERROR (remote disconnect: .*)$`), `disc="$1" relayed=[] err=`},
}

func normalize(outcome string) string {
	outcome = strings.TrimSpace(outcome)
	for _, v := range variable {
		outcome = v.pattern.ReplaceAllString(outcome, v.by)
	}
	return strings.TrimSpace(outcome)
}

// met says whether an outcome is one of those expected, and what they are.
func (e expectations) met(name, outcome string) (bool, string) {
	outcome = normalize(outcome)
	for _, pattern := range e[name] {
		parts := strings.Split(pattern, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		if regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(outcome) {
			return true, ""
		}
	}
	return false, strings.Join(e[name], "\n  or ")
}
