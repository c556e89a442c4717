// Command go-client runs gRPC clients made with grpc-go as the original experiment did: one connection each, a request at
// every interval, all options at their defaults, transparent retries among them. It prints what each client sees as JSON
// lines in the form of raw/clients.ndjson, and beside that `opened` and `closed` for each TCP connection, because old
// versions of grpc-go open some that carry no request.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

const method = "/hello.v1.Greeter/SayHello"

var start = time.Now()

// printer writes one event a line; clients share it.
type printer struct {
	mu  sync.Mutex
	out *bufio.Writer
}

func (p *printer) print(event map[string]any) {
	event["at_ms"] = ms(time.Since(start))
	line, err := json.Marshal(event)
	if err != nil {
		log.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out.Write(append(line, '\n'))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// client numbers its connections from 1 by the first request that each carries.
type client struct {
	id       int
	interval time.Duration
	printer  *printer

	mu     sync.Mutex
	conns  map[string]int
	latest int
	// carrier is the connection of the request in flight, and whether that request opened it.
	carrier int
	opened  bool
}

func (c *client) tell(kind string, conn int, more map[string]any) {
	event := map[string]any{"client": c.id, "kind": kind, "conn": conn}
	for key, value := range more {
		event[key] = value
	}
	c.printer.print(event)
}

// carried notes that a request goes out from a local address.
func (c *client) carried(from net.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	conn, known := c.conns[from.String()]
	if !known {
		c.latest++
		conn = c.latest
		c.conns[from.String()] = conn
		c.tell("connect", conn, map[string]any{"port": from.(*net.TCPAddr).Port})
	}
	c.carrier, c.opened = conn, c.opened || !known
}

// ended tells of a connection that has carried a request; one that never did is nobody's.
func (c *client) ended(kind string, from net.Addr, more map[string]any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if conn, known := c.conns[from.String()]; known {
		c.tell(kind, conn, more)
		if kind == "disconnect" {
			delete(c.conns, from.String())
		}
	}
}

func (c *client) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (c *client) HandleRPC(_ context.Context, s stats.RPCStats) {
	if header, ok := s.(*stats.OutHeader); ok {
		c.carried(header.LocalAddr)
	}
}

func (c *client) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (c *client) HandleConn(context.Context, stats.ConnStats)                       {}

func (c *client) dial(ctx context.Context, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	c.tell("opened", 0, nil)
	return &watched{Conn: conn, client: c, opened: time.Now()}, nil
}

// watched sees GOAWAY frames go by, and which side ends the connection.
type watched struct {
	net.Conn
	client *client
	opened time.Time
	header []byte
	skip   int
	once   sync.Once
}

const goaway = 7

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	w.scan(b[:n])
	if err != nil {
		w.end("peer")
	}
	return n, err
}

func (w *watched) Close() error {
	w.end("client")
	return w.Conn.Close()
}

func (w *watched) end(by string) {
	w.once.Do(func() {
		w.client.ended("disconnect", w.LocalAddr(), map[string]any{"by": by})
		w.client.tell("closed", 0, map[string]any{"lived_ms": ms(time.Since(w.opened))})
	})
}

// scan follows the frames of RFC 9113, section 4.1: nine octets of header, the first three of them the payload's length.
func (w *watched) scan(b []byte) {
	for len(b) > 0 {
		if w.skip > 0 {
			n := min(w.skip, len(b))
			w.skip, b = w.skip-n, b[n:]
			continue
		}
		w.header, b = append(w.header, b[0]), b[1:]
		if len(w.header) < 9 {
			continue
		}
		if w.header[3] == goaway {
			w.client.ended("goaway", w.LocalAddr(), nil)
		}
		w.skip = int(w.header[0])<<16 | int(w.header[1])<<8 | int(w.header[2])
		w.header = w.header[:0]
	}
}

func (c *client) run(address string, until time.Time) error {
	// The old names of both options, which grpc-go has had from before 2021 until now.
	conn, err := grpc.Dial(address,
		grpc.WithInsecure(),
		grpc.WithStatsHandler(c),
		grpc.WithContextDialer(c.dial))
	if err != nil {
		return err
	}
	defer conn.Close()
	due := time.Now().Add(rand.N(c.interval))
	for ; due.Before(until); due = due.Add(c.interval) {
		time.Sleep(time.Until(due))
		c.send(conn, due)
	}
	return nil
}

func (c *client) send(conn *grpc.ClientConn, due time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), min(max(c.interval, 2*time.Second), 10*time.Second))
	defer cancel()
	c.mu.Lock()
	c.carrier, c.opened = 0, false
	c.mu.Unlock()
	var header metadata.MD
	sent := time.Now()
	// A message with one text field is the same on the wire as hello.v1's request; of the reply the first field is read.
	err := conn.Invoke(ctx, method, wrapperspb.String(fmt.Sprint("go-", c.id)), &wrapperspb.StringValue{}, grpc.Header(&header))
	latency := time.Since(sent)
	var pod any
	if names := header.Get("x-envoy-pod"); len(names) > 0 {
		pod = names[0]
	}
	c.mu.Lock()
	carrier, opened := c.carrier, c.opened
	c.mu.Unlock()
	code := status.Code(err).String()
	c.tell("rpc", carrier, map[string]any{
		"pod": pod, "code": code, "latency_ms": ms(latency), "late_ms": ms(sent.Sub(due)), "opened": opened,
	})
}

func main() {
	address := flag.String("addr", "", "HOST:PORT where every client connects")
	clients := flag.Int("clients", 20, "clients, one connection each")
	interval := flag.Duration("interval", 3*time.Second, "time between two requests of a client")
	duration := flag.Duration("duration", time.Minute, "how long they run")
	flag.Parse()
	if *address == "" || *clients < 1 || *interval <= 0 {
		flag.Usage()
		os.Exit(2)
	}
	printer := &printer{out: bufio.NewWriter(os.Stdout)}
	defer printer.out.Flush()
	var all sync.WaitGroup
	for id := range *clients {
		all.Go(func() {
			c := &client{id: id, interval: *interval, printer: printer, conns: map[string]int{}}
			if err := c.run(*address, start.Add(*duration)); err != nil {
				log.Fatal(err)
			}
		})
	}
	all.Wait()
}
