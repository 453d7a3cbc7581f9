using System.Numerics;
using ErlDist.Terms;

namespace ErlDist.Tool.Serving;

/// <summary>
/// A gen_server: <c>{add, A, B}</c> → the sum, of integers of any size and of floats; <c>crash</c> → stops abnormally; a cast
/// <c>{set, X}</c> and a call <c>get</c> → X.
/// </summary>
internal sealed class CalcServer(ErlangNode node) : GenServer(node)
{
    private Term _value = Atom.Undefined;

    protected override Term State => _value;

    protected override ValueTask<Term?> HandleCallAsync(Term request, GenServerFrom from, CancellationToken cancellationToken)
    {
        Term reply = request switch
        {
            ErlTuple and [Atom { Name: "add" }, var a, var b] => Add(a, b),
            Atom { Name: "get" } => _value,
            Atom { Name: "crash" } => throw new ProcessExitException(Pid, Atom.Get("crash")),
            _ => Term.Tuple(Atom.Error, Term.Tuple(Atom.Get("unknown_request"), request)),
        };
        return new ValueTask<Term?>(reply);
    }

    protected override ValueTask HandleCastAsync(Term message, CancellationToken cancellationToken)
    {
        if (message is ErlTuple and [Atom { Name: "set" }, Term value])
        {
            _value = value;
        }

        return ValueTask.CompletedTask;
    }

    protected override bool TryReplaceState(Term state)
    {
        _value = state;
        return true;
    }

    private static Term Add(Term a, Term b) => (a, b) switch
    {
        (ErlInteger or ErlBigInteger, ErlInteger or ErlBigInteger) => Integer(a) + Integer(b),
        (ErlInteger or ErlBigInteger or ErlFloat, ErlInteger or ErlBigInteger or ErlFloat) => Sum(Float(a), Float(b)),
        _ => BadArithmetic(),
    };

    // Erlang has no infinity.
    private static Term Sum(double a, double b) => double.IsFinite(a + b) ? new ErlFloat(a + b) : (Term)BadArithmetic();

    private static ErlTuple BadArithmetic() => Term.Tuple(Atom.Error, Atom.Get("badarith"));

    private static BigInteger Integer(Term term) => term is ErlInteger small ? small.Value : ((ErlBigInteger)term).Value;

    private static double Float(Term term) => term is ErlFloat number ? number.Value : (double)Integer(term);
}
