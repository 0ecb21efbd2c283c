// go-ethereum 1.7.3, the last with Whisper 2, and its dependencies as of its time; it names none itself.
module oldgeth

go 1.21

require (
	github.com/aristanetworks/goarista v0.0.0-20170210015632-ea17b1a17847
	github.com/btcsuite/btcd v0.20.1-beta
	github.com/ethereum/go-ethereum v1.7.3
	github.com/go-stack/stack v1.8.0
	github.com/golang/snappy v0.0.1
	github.com/huin/goupnp v0.0.0-20161224104101-679507af18f3
	github.com/jackpal/go-nat-pmp v1.0.2-0.20160603034137-1fa385a6f458
	github.com/rcrowley/go-metrics v0.0.0-20161128210544-1f30fe9094a5
	github.com/rs/cors v1.7.0
	github.com/syndtr/goleveldb v1.0.1-0.20190923125748-758128399b1d
	golang.org/x/crypto v0.0.0-20190909091759-094676da4a83
	golang.org/x/net v0.0.0-20190909003024-a7b16738d86b
	gopkg.in/fatih/set.v0 v0.1.0
)

require (
	golang.org/x/sync v0.0.0-20180314180146-1d60e4601c6f // indirect
	golang.org/x/text v0.3.0 // indirect
)

// The same code where a module proxy has it.
replace gopkg.in/fatih/set.v0 => github.com/fatih/set v0.1.0
