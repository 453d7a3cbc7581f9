using System.Numerics;

namespace ErlDist.Terms;

/// <summary>
/// Compares terms as Erlang does: loosely (<c>==</c>, <c>&lt;</c>), or exactly (<c>=:=</c> and the keys of maps), where integers
/// stand before floats.
/// </summary>
internal static class TermOrder
{
    internal static int Compare(Term left, Term right, bool exact) => Compare(left, right, exact, forEquality: false);

    /// <summary>Whether two terms with others in them are equal.</summary>
    internal static bool Equal(Term left, Term? right) =>
        ReferenceEquals(left, right) || (right is not null && Compare(left, right, exact: true, forEquality: true) == 0);

    /// <param name="left">A term.</param>
    /// <param name="right">Another.</param>
    /// <param name="exact">Whether integers differ from floats.</param>
    /// <param name="forEquality">Whether any result but 0 will do for terms that differ, so hashes may tell.</param>
    private static int Compare(Term left, Term right, bool exact, bool forEquality)
    {
        var frame = default(Frame);
        frame.Exact = exact;
        int result = CompareHeads(left, right, forEquality, ref frame);
        if (result != 0 || frame.Left is null)
        {
            return result;
        }

        var open = default(FrameStack<Frame>);
        try
        {
            while (true)
            {
                if (frame.TryNext(out left, out right))
                {
                    if (ReferenceEquals(left, right))
                    {
                        continue;
                    }

                    var inner = default(Frame);
                    inner.Exact = frame.Exact;
                    result = CompareHeads(left, right, forEquality, ref inner);
                    if (inner.Left is not null && result == 0)
                    {
                        open.Push(frame);
                        frame = inner;
                    }
                }
                else if (frame.Otherwise != 0 || !open.TryPop(out frame))
                {
                    return frame.Otherwise;
                }

                if (result != 0)
                {
                    return result;
                }
            }
        }
        finally
        {
            open.Dispose();
        }
    }

    /// <summary>Compares what needs no walk; if that decides nothing, the frame says what is left to be compared.</summary>
    private static int CompareHeads(Term left, Term right, bool forEquality, ref Frame frame)
    {
        TermRank rank = left.Rank;
        int result = rank.CompareTo(right.Rank);
        if (result != 0 || ReferenceEquals(left, right))
        {
            return result;
        }

        if (forEquality && left.KnownHash != right.KnownHash && left.KnownHash != 0 && right.KnownHash != 0)
        {
            return 1;
        }

        switch (rank)
        {
            case TermRank.Number:
                return CompareNumbers(left, right, frame.Exact);
            case TermRank.Atom:
                return left.Equals(right) ? 0 : ((Atom)left).Utf8.SequenceCompareTo(((Atom)right).Utf8);
            case TermRank.Reference:
                return CompareReferences((Reference)left, (Reference)right);
            case TermRank.Fun:
                return CompareFuns((ErlFun)left, (ErlFun)right, ref frame);
            case TermRank.Export:
                (ErlExport a, ErlExport b) = ((ErlExport)left, (ErlExport)right);
                return Or(CompareAtoms(a.Module, b.Module), CompareAtoms(a.Function, b.Function), a.Arity.CompareTo(b.Arity));
            case TermRank.Port:
                (Port p, Port q) = ((Port)left, (Port)right);
                return Or(CompareAtoms(p.Node, q.Node), p.Creation.CompareTo(q.Creation), p.Id.CompareTo(q.Id));
            case TermRank.Pid:
                (Pid x, Pid y) = ((Pid)left, (Pid)right);
                result = Or(x.Serial.CompareTo(y.Serial), x.Id.CompareTo(y.Id));
                return result != 0 ? result : Or(CompareAtoms(x.Node, y.Node), x.Creation.CompareTo(y.Creation));
            case TermRank.Tuple:
                return frame.Begin(left.Children!, right.Children!);
            case TermRank.Record:
                (ErlNativeRecord r, ErlNativeRecord s) = ((ErlNativeRecord)left, (ErlNativeRecord)right);
                result = RecordDefinition.Compare(r.Definition, s.Definition);
                return result != 0 ? result : frame.Begin(left.Children!, right.Children!);
            case TermRank.Map:
                return CompareMaps((ErlMap)left, (ErlMap)right, ref frame);
            case TermRank.List:
                return CompareLists(left, right, ref frame);
            case TermRank.Bitstring:
                return CompareBits(left, right);
            default:
                return 0;
        }
    }

    private static int CompareAtoms(Atom left, Atom right) => left.Equals(right) ? 0 : left.Utf8.SequenceCompareTo(right.Utf8);

    private static int Or(int first, int second, int third = 0) => first != 0 ? first : second != 0 ? second : third;

    private static int CompareNumbers(Term left, Term right, bool exact)
    {
        switch (left, right)
        {
            case (ErlInteger a, ErlInteger b):
                return a.Value.CompareTo(b.Value);
            case (ErlFloat a, ErlFloat b):
                int result = a.Value.CompareTo(b.Value);
                // The two zeros: equal in value, not exactly.
                return result != 0 || !exact ? result : double.IsNegative(b.Value).CompareTo(double.IsNegative(a.Value));
            case (ErlFloat a, _):
                return exact ? 1 : -CompareToFloat(right, a.Value);
            case (_, ErlFloat b):
                return exact ? -1 : CompareToFloat(left, b.Value);
            default:
                return ValueOf(left).CompareTo(ValueOf(right));
        }
    }

    /// <summary>By exact values: no integer is made a float that it is not.</summary>
    private static int CompareToFloat(Term integer, double value)
    {
        if (integer is ErlInteger { Value: var number })
        {
            const double Beyond = 9223372036854775808.0; // 2^63
            if (value is >= Beyond or < -Beyond)
            {
                return value > 0 ? -1 : 1;
            }

            double whole = Math.Floor(value);
            int result = number.CompareTo((long)whole);
            return result != 0 || whole == value ? result : -1;
        }

        // Beyond 64 bits a float that compares close is whole.
        BigInteger big = ((ErlBigInteger)integer).Value;
        return Math.Abs(value) < long.MaxValue ? big.Sign : big.CompareTo(new BigInteger(value));
    }

    private static BigInteger ValueOf(Term integer) => integer is ErlInteger small ? small.Value : ((ErlBigInteger)integer).Value;

    /// <summary>By node first; the word that is written last weighs most, and words that are missing are 0.</summary>
    private static int CompareReferences(Reference left, Reference right)
    {
        int result = Or(CompareAtoms(left.Node, right.Node), left.Creation.CompareTo(right.Creation));
        for (int i = Reference.MaxWords - 1; i >= 0 && result == 0; i--)
        {
            result = left.WordAt(i).CompareTo(right.WordAt(i));
        }

        return result != 0 ? result : left.Words.Length.CompareTo(right.Words.Length);
    }

    /// <summary>As OTP does by module, old index, old hash and variables; what it does not look at comes last, to tell different funs apart.</summary>
    private static int CompareFuns(ErlFun left, ErlFun right, ref Frame frame)
    {
        int result = Or(
            CompareAtoms(left.Module, right.Module), left.OldIndex.CompareTo(right.OldIndex), left.OldUnique.CompareTo(right.OldUnique));
        if (result == 0)
        {
            result = frame.Begin(left.Children, right.Children);
        }

        if (result == 0)
        {
            frame.Otherwise = Or(
                Nullable.Compare(left.Arity, right.Arity),
                left.Index.CompareTo(right.Index),
                Or(left.ModuleMd5.Span.SequenceCompareTo(right.ModuleMd5.Span), Compare(left.Creator, right.Creator, exact: true)));
        }

        return result;
    }

    /// <summary>By size, then by all keys in their order, then by all values.</summary>
    private static int CompareMaps(ErlMap left, ErlMap right, ref Frame frame)
    {
        int result = left.Count.CompareTo(right.Count);
        if (result == 0 && left.Count > 0)
        {
            frame.BeginMaps(left.PairsInKeyOrder, right.PairsInKeyOrder);
        }

        return result;
    }

    /// <summary>Element by element; where one ends, what it ends with stands against the rest of the other.</summary>
    private static int CompareLists(Term left, Term right, ref Frame frame)
    {
        Term[] leftAll = left.Children!;
        Term[] rightAll = right.Children!;
        // The tail of an improper list is the last of its children.
        int leftCount = leftAll.Length - (left is ErlList ? 0 : 1);
        int rightCount = rightAll.Length - (right is ErlList ? 0 : 1);
        int common = Math.Min(leftCount, rightCount);
        TermRank leftRest = RestOf(leftAll, leftCount, common);
        TermRank rightRest = RestOf(rightAll, rightCount, common);
        bool bothTails = leftAll.Length == rightAll.Length && common < leftAll.Length && leftCount == rightCount;
        frame.Begin(leftAll, rightAll, bothTails ? common + 1 : common, bothTails ? 0 : leftRest.CompareTo(rightRest));
        return 0;
    }

    /// <summary>What stands behind so many elements of a list: another list, its tail or nothing.</summary>
    private static TermRank RestOf(Term[] all, int count, int at) =>
        at < count ? TermRank.List : at < all.Length ? all[at].Rank : TermRank.Nil;

    private static int CompareBits(Term left, Term right)
    {
        (ReadOnlySpan<byte> a, int aBits) = BitsOf(left);
        (ReadOnlySpan<byte> b, int bBits) = BitsOf(right);
        // The bits that do not count are 0, so they decide nothing that the numbers of bits would not.
        int result = a.SequenceCompareTo(b);
        return result != 0 ? result : aBits.CompareTo(bBits);
    }

    private static BitsPair BitsOf(Term term) => term is ErlBinary binary
        ? new BitsPair(binary.Bytes.Span, 8)
        : new BitsPair(((ErlBitstring)term).Bytes.Span, ((ErlBitstring)term).BitsInLastByte);

    private readonly ref struct BitsPair(ReadOnlySpan<byte> bytes, int bits)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public void Deconstruct(out ReadOnlySpan<byte> all, out int bitsInLast)
        {
            all = _bytes;
            bitsInLast = bits;
        }
    }

    /// <summary>Two rows of terms of which some are still to be compared.</summary>
    private struct Frame
    {
        private int _next;
        private int _end;
        private int _step;

        /// <summary>Whether these are the keys of maps, whose values follow.</summary>
        private bool _keys;
        private bool _exactValues;

        public Term[]? Left { get; private set; }

        public Term[]? Right { get; private set; }

        public bool Exact { get; set; }

        /// <summary>What holds where all are equal.</summary>
        public int Otherwise { get; set; }

        public int Begin(Term[] left, Term[] right)
        {
            int result = left.Length.CompareTo(right.Length);
            if (result == 0)
            {
                Begin(left, right, left.Length, 0);
            }

            return result;
        }

        public void Begin(Term[] left, Term[] right, int count, int otherwise)
        {
            (Left, Right, Otherwise) = (left, right, otherwise);
            (_next, _end, _step) = (0, count, 1);
        }

        public void BeginMaps(Term[] left, Term[] right)
        {
            (Left, Right) = (left, right);
            (_next, _end, _step) = (0, left.Length, 2);
            (_keys, _exactValues, Exact) = (true, Exact, true);
        }

        public bool TryNext(out Term left, out Term right)
        {
            if (_next >= _end && _keys)
            {
                (_keys, Exact, _next) = (false, _exactValues, 1);
            }

            if (_next >= _end)
            {
                (left, right) = (null!, null!);
                return false;
            }

            (left, right) = (Left![_next], Right![_next]);
            _next += _step;
            return true;
        }
    }
}
