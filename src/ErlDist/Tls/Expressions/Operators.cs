using System.Numerics;
using ErlDist.Terms;

namespace ErlDist.Tls.Expressions;

/// <summary>
/// Erlang's operators on terms, with their precedences as <c>erl_parse</c> has them.
/// </summary>
internal static class Operators
{
    public const int Loosest = 1;

    // 1 bsl 1000000000 would be memory without bounds.
    private const int MaxShift = 4096;
    private const int MaxBits = 64 * 1024;

    private static readonly Dictionary<string, Operator> s_operators = new Operator[]
    {
        new("orelse", 1, RightAssociative: true),
        new("andalso", 2, RightAssociative: true),
        new("==", 3, Chains: false), new("/=", 3, Chains: false), new("=<", 3, Chains: false), new("<", 3, Chains: false),
        new(">=", 3, Chains: false), new(">", 3, Chains: false), new("=:=", 3, Chains: false), new("=/=", 3, Chains: false),
        new("++", 4, RightAssociative: true), new("--", 4, RightAssociative: true),
        new("+", 5), new("-", 5), new("bor", 5), new("bxor", 5), new("bsl", 5), new("bsr", 5), new("or", 5), new("xor", 5),
        new("*", 6), new("/", 6), new("div", 6), new("rem", 6), new("band", 6), new("and", 6),
    }.ToDictionary(o => o.Name);

    /// <summary>The operator that a token is, or null.</summary>
    public static Operator? Find(TextToken token) =>
        token.Kind is TextTokenKind.Punctuation or TextTokenKind.Reserved ? s_operators.GetValueOrDefault(token.Text) : null;

    /// <summary>Whether the left side alone decides an <c>andalso</c> or <c>orelse</c>.</summary>
    public static bool IsDecided(string name, Term left) => Boolean(left) == (name == "orelse");

    public static Term ApplyUnary(string name, Term operand) => (name, operand) switch
    {
        ("not", Atom) => !Boolean(operand),
        ("bnot", _) => Term.Integer(-Integer(operand) - 1),
        ("-", ErlFloat f) => -f.Value,
        ("+", ErlFloat f) => f.Value,
        ("-", _) => Term.Integer(-Integer(operand)),
        ("+", _) => Term.Integer(Integer(operand)),
        _ => throw new ErlangErrorException("badarg"),
    };

    public static Term Apply(string name, Term left, Term right) => name switch
    {
        "andalso" or "orelse" => right,
        "and" => Boolean(left) & Boolean(right),
        "or" => Boolean(left) | Boolean(right),
        "xor" => Boolean(left) ^ Boolean(right),
        "++" => Term.ImproperList([.. List(left)], right),
        "--" => Subtract(List(left), List(right)),
        "=:=" => left.Equals(right),
        "=/=" => !left.Equals(right),
        "==" => left.EqualsLoosely(right),
        "/=" => !left.EqualsLoosely(right),
        "<" => left < right,
        "=<" => left <= right,
        ">" => left > right,
        ">=" => left >= right,
        "/" => Divide(Number(left), Number(right)),
        "+" or "-" or "*" when left is ErlFloat || right is ErlFloat => ApplyFloats(name, Number(left), Number(right)),
        _ => Term.Integer(ApplyIntegers(name, Integer(left), Integer(right))),
    };

    private static BigInteger ApplyIntegers(string name, BigInteger left, BigInteger right) => name switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left.GetBitLength() + right.GetBitLength() <= MaxBits ? left * right : throw new ErlangErrorException("system_limit"),
        "div" => right.IsZero ? throw new ErlangErrorException("badarith") : BigInteger.Divide(left, right),
        "rem" => right.IsZero ? throw new ErlangErrorException("badarith") : BigInteger.Remainder(left, right),
        "band" => left & right,
        "bor" => left | right,
        "bxor" => left ^ right,
        "bsl" => Shift(left, right),
        "bsr" => Shift(left, -right),
        _ => throw new ErlangErrorException("badarith"),
    };

    private static BigInteger Shift(BigInteger value, BigInteger by) =>
        by > MaxShift || value.GetBitLength() > MaxBits ? throw new ErlangErrorException("system_limit")
        : by >= 0 ? value << (int)by
        : by < -MaxBits ? (value.Sign < 0 ? BigInteger.MinusOne : BigInteger.Zero)
        : value >> (int)-by;

    private static Term ApplyFloats(string name, double left, double right) => Finite(name switch
    {
        "+" => left + right,
        "-" => left - right,
        _ => left * right,
    });

    private static Term Divide(double left, double right) => right == 0 ? throw new ErlangErrorException("badarith") : Finite(left / right);

    private static Term Finite(double value) => double.IsFinite(value) ? value : throw new ErlangErrorException("badarith");

    private static ErlList Subtract(ErlList from, ErlList what)
    {
        List<Term> rest = [.. from];
        foreach (Term term in what)
        {
            rest.Remove(term);
        }

        return ErlList.Create([.. rest]);
    }

    /// <exception cref="ErlangErrorException">It is neither true nor false.</exception>
    public static bool Boolean(Term term) => term is Atom { Name: "true" or "false" } atom
        ? atom.Name == "true"
        : throw new ErlangErrorException("badarg");

    private static BigInteger Integer(Term term) => term switch
    {
        ErlInteger small => small.Value,
        ErlBigInteger big => big.Value,
        _ => throw new ErlangErrorException("badarith"),
    };

    private static double Number(Term term) => term is ErlFloat f ? f.Value : (double)Integer(term);

    private static ErlList List(Term term) => term as ErlList ?? throw new ErlangErrorException("badarg");
}
