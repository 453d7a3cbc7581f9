/* A C node by ei: it calls functions by ei_rpc, sends to a registered name, and gets a reply of a gen_server. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ei.h>

static int fail(const char *what)
{
    printf("failed: %s\n", what);
    return 1;
}

int main(int argc, char **argv)
{
    ei_cnode self;
    ei_x_buff args, result, message;
    erlang_pid *pid;
    erlang_msg info;
    erlang_ref tag;
    int fd, version, arity, got, index = 0;
    long value;

    if (argc != 3)
        return fail("usage: peer NODE COOKIE");
    ei_init();
    if (ei_connect_xinit(&self, "localhost", "cpeer", "cpeer@localhost", NULL, argv[2], 1) < 0)
        return fail("init");
    if ((fd = ei_connect(&self, argv[1])) < 0)
        return fail("connect");

    ei_x_new(&args);
    ei_x_encode_list_header(&args, 1);
    ei_x_encode_long(&args, 4);
    ei_x_encode_empty_list(&args);
    ei_x_new(&result);
    if (ei_rpc(&self, fd, "dotnet", "double", args.buff, args.index, &result) < 0)
        return fail("rpc");
    if (ei_decode_long(result.buff, &index, &value) < 0)
        return fail("rpc result");
    printf("rpc %ld\n", value);

    ei_x_new_with_version(&message);
    ei_x_encode_atom(&message, "from_c");
    if (ei_reg_send(&self, fd, "sink", message.buff, message.index) < 0)
        return fail("reg_send");

    /* {'$gen_call', {Pid, Tag}, 20}: the answer is {Tag, 40}. */
    pid = ei_self(&self);
    ei_make_ref(&self, &tag);
    ei_x_free(&message);
    ei_x_new_with_version(&message);
    ei_x_encode_tuple_header(&message, 3);
    ei_x_encode_atom(&message, "$gen_call");
    ei_x_encode_tuple_header(&message, 2);
    ei_x_encode_pid(&message, pid);
    ei_x_encode_ref(&message, &tag);
    ei_x_encode_long(&message, 20);
    if (ei_reg_send(&self, fd, "calc", message.buff, message.index) < 0)
        return fail("call");
    do {
        index = 0;
        result.index = 0;
        got = ei_xreceive_msg_tmo(fd, &info, &result, 10000);
    } while (got == ERL_TICK);
    if (got != ERL_MSG || ei_decode_version(result.buff, &index, &version) < 0 || ei_decode_tuple_header(result.buff, &index, &arity) < 0
        || arity != 2 || ei_skip_term(result.buff, &index) < 0 || ei_decode_long(result.buff, &index, &value) < 0)
        return fail("reply");
    printf("call %ld\n", value);
    return 0;
}
