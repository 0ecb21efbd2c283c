// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// call returns the whole response as the target wrote it.
func (t *target) call(method string, params ...any) (string, error) {
	if params == nil {
		params = []any{}
	}
	request, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	if err != nil {
		return "", err
	}
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Post(t.rpcURL, "application/json", bytes.NewReader(request))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return strings.TrimSpace(string(body)), err
}

// callString wants a result that is a string.
func (t *target) callString(method string, params ...any) (string, error) {
	body, err := t.call(method, params...)
	if err != nil {
		return "", err
	}
	var answer struct{ Result *string }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Result == nil {
		return "", fmt.Errorf("%s: %s", method, body)
	}
	return *answer.Result, nil
}
