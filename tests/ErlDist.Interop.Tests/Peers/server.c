/* A C node that is dialled: it publishes itself, accepts one connection, and answers calls with the number doubled until it is told to stop. */
#include <stdio.h>
#include <string.h>
#include <ei.h>

static int fail(const char *what)
{
    printf("failed: %s\n", what);
    return 1;
}

static int answer(int fd, ei_x_buff *message)
{
    char name[MAXATOMLEN_UTF8];
    int index = 0, version, arity, tag;
    long value;
    erlang_pid caller;
    ei_x_buff reply;

    if (ei_decode_version(message->buff, &index, &version) < 0)
        return -1;
    tag = index;
    if (ei_decode_atom(message->buff, &tag, name) == 0)
        return strcmp(name, "stop") == 0; /* 1: the end */
    if (ei_decode_tuple_header(message->buff, &index, &arity) < 0 || arity != 3 || ei_decode_atom(message->buff, &index, name) < 0
        || strcmp(name, "$gen_call") != 0 || ei_decode_tuple_header(message->buff, &index, &arity) < 0
        || ei_decode_pid(message->buff, &index, &caller) < 0)
        return 0;
    tag = index;
    if (ei_skip_term(message->buff, &index) < 0)
        return 0;
    ei_x_new_with_version(&reply);
    ei_x_encode_tuple_header(&reply, 2);
    ei_x_append_buf(&reply, message->buff + tag, index - tag);
    if (ei_decode_long(message->buff, &index, &value) == 0)
        ei_x_encode_long(&reply, 2 * value);
    else
        ei_x_encode_atom(&reply, "yes"); /* net_kernel's is_auth */
    ei_send(fd, &caller, reply.buff, reply.index);
    ei_x_free(&reply);
    return 0;
}

int main(int argc, char **argv)
{
    ei_cnode self;
    ErlConnect peer;
    ei_x_buff message;
    erlang_msg info;
    int port = 0, listener, fd, got;

    if (argc != 2)
        return fail("usage: server COOKIE");
    ei_init();
    if (ei_connect_xinit(&self, "localhost", "cserver", "cserver@localhost", NULL, argv[1], 1) < 0)
        return fail("init");
    if ((listener = ei_listen(&self, &port, 5)) < 0 || ei_publish(&self, port) < 0)
        return fail("publish");
    printf("ready\n");
    fflush(stdout);
    if ((fd = ei_accept(&self, listener, &peer)) < 0)
        return fail("accept");
    printf("accepted %s\n", peer.nodename);
    fflush(stdout);
    ei_x_new(&message);
    do {
        message.index = 0;
        got = ei_xreceive_msg(fd, &info, &message);
        if (got == ERL_MSG && (info.msgtype == ERL_SEND || info.msgtype == ERL_REG_SEND) && answer(fd, &message) == 1)
            break;
    } while (got != ERL_ERROR);
    printf("end\n");
    return 0;
}
