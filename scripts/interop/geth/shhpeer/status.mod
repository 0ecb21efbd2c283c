// Status' fork of Whisper 6 on a go-ethereum release of its time, and their dependencies.
module shhpeer

go 1.21

require (
	github.com/aristanetworks/goarista v0.0.0-20181002214814-33151c4543a7
	github.com/deckarep/golang-set v1.7.1
	github.com/elastic/gosigar v0.8.1-0.20180330100440-37f05ff46ffa
	github.com/ethereum/go-ethereum v1.9.6
	github.com/go-stack/stack v1.8.0
	github.com/golang/snappy v0.0.1
	github.com/gorilla/websocket v1.4.1
	github.com/huin/goupnp v1.0.0
	github.com/jackpal/go-nat-pmp v1.0.2-0.20160603034137-1fa385a6f458
	github.com/rs/cors v1.7.0
	github.com/status-im/whisper v1.5.2
	github.com/syndtr/goleveldb v1.0.1-0.20190923125748-758128399b1d
	golang.org/x/crypto v0.0.0-20190909091759-094676da4a83
	golang.org/x/net v0.0.0-20190909003024-a7b16738d86b
	golang.org/x/sync v0.0.0-20181108010431-42b317875d0f
)

require (
	golang.org/x/sys v0.0.0-20190412213103-97732733099d // indirect
	golang.org/x/text v0.3.0 // indirect
)
