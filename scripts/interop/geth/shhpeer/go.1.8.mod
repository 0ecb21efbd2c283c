// The go-ethereum release under test, and its dependencies as of its time; it names none itself.
module shhpeer

go 1.21

require (
	github.com/aristanetworks/goarista v0.0.0-20170210015632-ea17b1a17847
	github.com/deckarep/golang-set v0.0.0-20180603214616-504e848d77ea
	github.com/elastic/gosigar v0.8.1-0.20180330100440-37f05ff46ffa
	github.com/ethereum/go-ethereum v1.8.27
	github.com/go-stack/stack v1.8.0
	github.com/golang/snappy v0.0.1
	github.com/gorilla/websocket v1.4.1-0.20190629185528-ae1634f6a989
	github.com/huin/goupnp v0.0.0-20161224104101-679507af18f3
	github.com/jackpal/go-nat-pmp v1.0.2-0.20160603034137-1fa385a6f458
	github.com/rs/cors v1.7.0
	github.com/syndtr/goleveldb v1.0.1-0.20190923125748-758128399b1d
	golang.org/x/crypto v0.0.0-20190909091759-094676da4a83
	golang.org/x/net v0.0.0-20190909003024-a7b16738d86b
	golang.org/x/sync v0.0.0-20181108010431-42b317875d0f
)

require golang.org/x/text v0.3.0 // indirect
