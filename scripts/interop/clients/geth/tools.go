// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Package tools names what is built here, so that the go tool keeps it in go.mod.
package tools

import _ "github.com/ethereum/go-ethereum/cmd/geth"
