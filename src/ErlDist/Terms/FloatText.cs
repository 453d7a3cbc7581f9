using System.Globalization;
using System.Text;

namespace ErlDist.Terms;

/// <summary>Floats as <c>float_to_list(F, [short])</c> writes them: the fewest digits that give the same float back.</summary>
internal static class FloatText
{
    /// <summary>From here on neighbours are more than 1 apart, and plain digits would claim more than is known.</summary>
    private const double ExactIntegers = 1L << 53;

    internal static void Append(StringBuilder text, double value)
    {
        (string digits, int place) = Split(value.ToString("R", CultureInfo.InvariantCulture));
        if (double.IsNegative(value))
        {
            text.Append('-');
        }

        if (place == 0)
        {
            text.Append("0.").Append(digits);
        }
        else if (place > 0 && place < digits.Length && Math.Abs(value) < ExactIntegers)
        {
            text.Append(digits, 0, place).Append('.').Append(digits, place, digits.Length - place);
        }
        else
        {
            AppendFarFromPoint(text, digits, place, Math.Abs(value) < ExactIntegers);
        }
    }

    /// <summary>Where plain digits need zeros: whichever is shorter, zeros or an exponent.</summary>
    private static void AppendFarFromPoint(StringBuilder text, string digits, int place, bool exact)
    {
        string exponent = (place - 1).ToString(CultureInfo.InvariantCulture);
        int exponentCost = exponent.Length + 1 + (digits.Length == 1 ? 2 : 1);
        if (place < 0 && 2 - place <= exponentCost)
        {
            text.Append("0.").Append('0', -place).Append(digits);
        }
        else if (place > 0 && exact && place - digits.Length + 2 <= exponentCost)
        {
            text.Append(digits).Append('0', place - digits.Length).Append(".0");
        }
        else
        {
            text.Append(digits[0]).Append('.').Append(digits.Length == 1 ? "0" : digits[1..]).Append('e').Append(exponent);
        }
    }

    /// <summary>The digits of .NET's shortest form, without zeros at either end, and the place of the point among them.</summary>
    private static (string Digits, int Place) Split(string shortest)
    {
        int e = shortest.IndexOf('E', StringComparison.Ordinal);
        int exponent = e < 0 ? 0 : int.Parse(shortest.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string mantissa = (e < 0 ? shortest : shortest[..e]).TrimStart('-');
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int place = (point < 0 ? mantissa.Length : point) + exponent;
        string digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        string trimmed = digits.TrimStart('0');
        place -= digits.Length - trimmed.Length;
        trimmed = trimmed.TrimEnd('0');
        return trimmed.Length == 0 ? ("0", 1) : (trimmed, place);
    }
}
