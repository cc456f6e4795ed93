"""What every rival is asked and says."""

KEYWORD = "多少钱"
ANSWER = "亲，这件一百九十九元，包邮哦"
