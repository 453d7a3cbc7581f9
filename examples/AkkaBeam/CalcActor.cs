using System.Numerics;
using Akka.Actor;
using AkkaErlDist;
using ErlDist;
using ErlDist.Mapping;

namespace AkkaBeam;

[ErlTuple("add")]
internal sealed record Add(Term A, Term B);

[ErlTuple("set")]
internal sealed record Set(Term Value);

/// <summary>
/// A gen_server: <c>{add, A, B}</c> → the sum, of integers of any size and of floats; <c>crash</c> → stops abnormally; a cast
/// <c>{set, X}</c> and a call <c>get</c> → X.
/// </summary>
internal sealed class CalcActor : ReceiveActor
{
    private Term _value = Atom.Undefined;

    public CalcActor()
    {
        Receive<Add>(add => Sender.Tell(Sum(add.A, add.B)));
        Receive<Set>(set => _value = set.Value);
        Receive<Atom>(atom => atom.Name == "get", _ => Sender.Tell(_value));
        Receive<Atom>(atom => atom.Name == "crash", atom =>
        {
            // Thrown exceptions are the supervisor's business, as ever in Akka; this is what a process does that exits.
            ErlangDistribution.Get(Context.System).SetExitReason(Self, atom);
            Context.Stop(Self);
        });
        ReceiveAny(_ => Sender.Tell((Atom.Error, Atom.Get("unknown_request"))));
    }

    private static object Sum(Term a, Term b) => (a, b) switch
    {
        (ErlInteger or ErlBigInteger, ErlInteger or ErlBigInteger) => Integer(a) + Integer(b),
        (ErlInteger or ErlBigInteger or ErlFloat, ErlInteger or ErlBigInteger or ErlFloat) => Sum(Float(a), Float(b)),
        _ => (Atom.Error, Atom.Get("badarith")),
    };

    // Erlang has no infinity.
    private static object Sum(double a, double b) => double.IsFinite(a + b) ? a + b : (Atom.Error, Atom.Get("badarith"));

    private static BigInteger Integer(Term term) => term is ErlInteger small ? small.Value : ((ErlBigInteger)term).Value;

    private static double Float(Term term) => term is ErlFloat number ? number.Value : (double)Integer(term);
}
