/* The ei peer of the benchmarks: drives an OTP node over plain TCP (see README.md, "The control protocol"). */
#include <ei.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_SAMPLES = 1000000, REPLY_LIMIT_MS = 60000 };

static ei_cnode node;
static int connection = -1;
static long long samples[MAX_SAMPLES];

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* The value of `key=` in a command line, as text that ends at a space. */
static const char *argument(const char *line, const char *key)
{
    const char *at = strstr(line, key);
    if (at == NULL) {
        fprintf(stderr, "missing argument %s\n", key);
        exit(2);
    }
    return at + strlen(key);
}

static long number(const char *line, const char *key) { return strtol(argument(line, key), NULL, 10); }

static void fail(const char *what)
{
    printf("error %s (errno %d)\n", what, erl_errno);
    fflush(stdout);
    exit(1);
}

/* The next message that is not a tick. */
static void receive(ei_x_buff *message)
{
    erlang_msg header;
    int kind;
    do {
        message->index = 0;
        kind = ei_xreceive_msg_tmo(connection, &header, message, REPLY_LIMIT_MS);
    } while (kind == ERL_TICK);
    if (kind == ERL_ERROR)
        fail("receive");
}

static void send_to(erlang_pid *to, ei_x_buff *message)
{
    if (ei_send_tmo(connection, to, message->buff, message->index, REPLY_LIMIT_MS) < 0)
        fail("send");
}

/* Asks the process `bench` of the other node for one partner of a kind. */
static erlang_pid request(const char *kind)
{
    ei_x_buff x;
    erlang_pid pid;
    int index = 0, version, arity;
    int echo = strcmp(kind, "echo") == 0;
    ei_x_new_with_version(&x);
    ei_x_encode_tuple_header(&x, echo ? 3 : 2);
    ei_x_encode_atom(&x, kind);
    ei_x_encode_pid(&x, ei_self(&node));
    if (echo)
        ei_x_encode_long(&x, 1);
    if (ei_reg_send_tmo(&node, connection, "bench", x.buff, x.index, REPLY_LIMIT_MS) < 0)
        fail("request");
    receive(&x);
    if (ei_decode_version(x.buff, &index, &version) < 0 || ei_decode_tuple_header(x.buff, &index, &arity) < 0
        || ei_skip_term(x.buff, &index) < 0 || ei_decode_list_header(x.buff, &index, &arity) < 0
        || ei_decode_pid(x.buff, &index, &pid) < 0)
        fail("answer to a request");
    ei_x_free(&x);
    return pid;
}

static void encode_filled(ei_x_buff *x, size_t size)
{
    char *bytes = malloc(size);
    memset(bytes, 7, size);
    ei_x_encode_binary(x, bytes, (int)size);
    free(bytes);
}

static void encode_text(ei_x_buff *x, const char *text) { ei_x_encode_binary(x, text, (int)strlen(text)); }

static void encode_shape(ei_x_buff *x, const char *name)
{
    char bytes[128];
    if (strncmp(name, "list", 4) == 0) {
        ei_x_encode_list_header(x, 1024);
        for (int i = 0; i < 1024; i++) {
            memset(bytes, i & 127, sizeof bytes);
            ei_x_encode_binary(x, bytes, sizeof bytes);
        }
        ei_x_encode_empty_list(x);
    } else if (strncmp(name, "map", 3) == 0) {
        ei_x_encode_map_header(x, 1000);
        for (int i = 0; i < 1000; i++) {
            snprintf(bytes, sizeof bytes, "key%d", i);
            encode_text(x, bytes);
            ei_x_encode_long(x, (long)i * i);
        }
    } else {
        ei_x_encode_tuple_header(x, 10);
        ei_x_encode_atom(x, "order");
        ei_x_encode_long(x, 4711);
        encode_text(x, "Ada Lovelace");
        encode_text(x, "ada@example.org");
        ei_x_encode_long(x, 12);
        ei_x_encode_double(x, 349.5);
        ei_x_encode_boolean(x, 1);
        ei_x_encode_atom(x, "paid");
        ei_x_encode_string(x, "\1\2\3");
        ei_x_encode_atom(x, "undefined");
    }
}

static void result(long long nanoseconds, long count, long sample_count)
{
    printf("result {\"seconds\":%.6f,\"count\":%ld,\"samples\":[", (double)nanoseconds / 1e9, count);
    for (long i = 0; i < sample_count; i++)
        printf(i == 0 ? "%lld" : ",%lld", samples[i]);
    printf("]}\n");
}

static void round_trips(double seconds)
{
    ei_x_buff message, reply;
    erlang_pid echo = request("echo");
    long count = 0;
    ei_x_new_with_version(&message);
    ei_x_encode_tuple_header(&message, 2);
    ei_x_encode_pid(&message, ei_self(&node));
    encode_filled(&message, 64);
    ei_x_new(&reply);
    long long begin = now(), at = begin, end = begin + (long long)(seconds * 1e9);
    while (at < end && count < MAX_SAMPLES) {
        send_to(&echo, &message);
        receive(&reply);
        long long then = now();
        samples[count++] = then - at;
        at = then;
    }
    result(at - begin, count, count);
    ei_x_free(&message);
    ei_x_free(&reply);
}

static void ping_pong(long inflight, long count)
{
    ei_x_buff message, reply;
    erlang_pid echo = request("echo");
    long sent = 0;
    ei_x_new_with_version(&message);
    ei_x_encode_tuple_header(&message, 2);
    ei_x_encode_pid(&message, ei_self(&node));
    ei_x_encode_atom(&message, "hit");
    ei_x_new(&reply);
    long long begin = now();
    for (; sent < inflight && sent < count; sent++)
        send_to(&echo, &message);
    for (long answered = 0; answered < count; answered++) {
        receive(&reply);
        if (sent < count) {
            send_to(&echo, &message);
            sent++;
        }
    }
    result(now() - begin, count, 0);
    ei_x_free(&message);
    ei_x_free(&reply);
}

/* Sends an encoded message `count` times and waits until the receiver has counted them; frees it. */
static void flood(ei_x_buff *message, long count)
{
    ei_x_buff expect, reply;
    erlang_pid sink = request("sink");
    ei_x_new_with_version(&expect);
    ei_x_encode_tuple_header(&expect, 3);
    ei_x_encode_atom(&expect, "expect");
    ei_x_encode_long(&expect, count);
    ei_x_encode_pid(&expect, ei_self(&node));
    ei_x_new(&reply);
    long long begin = now();
    send_to(&sink, &expect);
    for (long i = 0; i < count; i++)
        send_to(&sink, message);
    receive(&reply);
    result(now() - begin, count, 0);
    ei_x_free(&expect);
    ei_x_free(&reply);
    ei_x_free(message);
}

static void obey(char *line)
{
    ei_x_buff message;
    if (strncmp(line, "connect ", 8) == 0) {
        connection = ei_connect_tmo(&node, (char *)argument(line, "target="), REPLY_LIMIT_MS);
        if (connection < 0)
            fail("connect");
        printf("result {}\n");
    } else if (strncmp(line, "rtt ", 4) == 0) {
        round_trips(strtod(argument(line, "seconds="), NULL));
    } else if (strncmp(line, "pingpong ", 9) == 0) {
        ping_pong(number(line, "inflight="), number(line, "count="));
    } else if (strncmp(line, "oneway ", 7) == 0) {
        ei_x_new_with_version(&message);
        encode_filled(&message, (size_t)number(line, "size="));
        flood(&message, number(line, "count="));
    } else if (strncmp(line, "terms ", 6) == 0) {
        ei_x_new_with_version(&message);
        encode_shape(&message, argument(line, "shape="));
        flood(&message, number(line, "count="));
    } else {
        printf("error unknown: %s\n", line);
    }
}

/* The next command. Meanwhile ticks are answered: ei does so only while it receives, and a node that hears nothing for its net_ticktime
 * closes the connection. */
static char *next_command(char *line, int size)
{
    struct pollfd ends[] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = connection, .events = POLLIN}};
    ei_x_buff tick;
    ei_x_new(&tick);
    while (connection >= 0 && poll(ends, 2, -1) > 0 && ends[0].revents == 0) {
        erlang_msg header;
        if (ei_xreceive_msg(connection, &header, &tick) == ERL_ERROR)
            fail("receive between commands");
    }
    ei_x_free(&tick);
    return fgets(line, size, stdin);
}

/* Arguments: the node's alive name (before the @), cookie. The EPMD port comes from ERL_EPMD_PORT. */
int main(int argc, char **argv)
{
    struct in_addr loopback = {.s_addr = 0x0100007f};
    char line[512], full[256];
    if (argc != 3)
        return 2;
    snprintf(full, sizeof full, "%s@localhost", argv[1]);
    if (ei_init() != 0 || ei_connect_xinit(&node, "localhost", argv[1], full, &loopback, argv[2], 0) < 0)
        fail("ei_connect_xinit");
    printf("ready {\"address\":\"%s\",\"pid\":%d}\n", full, (int)getpid());
    fflush(stdout);
    while (next_command(line, sizeof line) != NULL && strncmp(line, "quit", 4) != 0) {
        line[strcspn(line, "\n")] = 0;
        obey(line);
        fflush(stdout);
    }
    return 0;
}
