;; The arithmetic of a transformer in vectors of 16 bytes. Whole-number sums are exact and the rest is IEEE single precision in a fixed
;; order, so every machine gives the same. All places are byte offsets in the memory.
(module
  (memory (export "memory") 1)

  ;; Rounds each row of `from` (f32, `rows` × `inner`) to steps of a 127th of the row's range, zero included, and stores the whole numbers from 0
  ;; to 127 in `into` (bytes). Says what a step is worth in `units` (f32) and which number stands for zero in `zeros` (i32). `inner` is a multiple
  ;; of 16.
  (func (export "quantizeRows") (param $from i32) (param $into i32) (param $units i32) (param $zeros i32) (param $rows i32) (param $inner i32)
    (local $at i32) (local $read i32) (local $most v128) (local $least v128) (local $unit f32) (local $low f32) (local $times v128) (local $zero v128)
    (loop $eachRow
      (local.set $most (v128.const f32x4 0 0 0 0))
      (local.set $least (v128.const f32x4 0 0 0 0))
      (local.set $read (local.get $from))
      (local.set $at (local.get $inner))
      (loop $fours
        (local.set $most (f32x4.max (local.get $most) (v128.load (local.get $read))))
        (local.set $least (f32x4.min (local.get $least) (v128.load (local.get $read))))
        (local.set $read (i32.add (local.get $read) (i32.const 16)))
        (br_if $fours (local.tee $at (i32.sub (local.get $at) (i32.const 4)))))
      (local.set $low (call $highest (f32x4.neg (local.get $least))))
      (local.set $unit (f32.max (f32.const 1e-12) (f32.div (f32.add (call $highest (local.get $most)) (local.get $low)) (f32.const 127))))
      (f32.store (local.get $units) (local.get $unit))
      (local.set $zero (i32x4.splat (i32.trunc_sat_f32_s (f32.nearest (f32.div (local.get $low) (local.get $unit))))))
      (i32.store (local.get $zeros) (i32x4.extract_lane 0 (local.get $zero)))
      (local.set $times (f32x4.splat (f32.div (f32.const 1) (local.get $unit))))
      (local.set $at (local.get $inner))
      (loop $sixteens
        (v128.store (local.get $into) (i8x16.min_u (i8x16.splat (i32.const 127)) (i8x16.narrow_i16x8_u
          (i16x8.narrow_i32x4_s
            (call $rounded (v128.load (local.get $from)) (local.get $times) (local.get $zero))
            (call $rounded (v128.load offset=16 (local.get $from)) (local.get $times) (local.get $zero)))
          (i16x8.narrow_i32x4_s
            (call $rounded (v128.load offset=32 (local.get $from)) (local.get $times) (local.get $zero))
            (call $rounded (v128.load offset=48 (local.get $from)) (local.get $times) (local.get $zero))))))
        (local.set $from (i32.add (local.get $from) (i32.const 64)))
        (local.set $into (i32.add (local.get $into) (i32.const 16)))
        (br_if $sixteens (local.tee $at (i32.sub (local.get $at) (i32.const 16)))))
      (local.set $units (i32.add (local.get $units) (i32.const 4)))
      (local.set $zeros (i32.add (local.get $zeros) (i32.const 4)))
      (br_if $eachRow (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  (func $rounded (param $numbers v128) (param $times v128) (param $zero v128) (result v128)
    (i32x4.add (local.get $zero) (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.mul (local.get $numbers) (local.get $times))))))

  ;; What `quantizeRows` made of a matrix (`inputs`, `units`, `zeros`) times `weights` (i8 from -127 to 127, `outer` × `inner`) of which one is worth
  ;; `scales` (f32), plus `bias` (f32), into `out` (f32, `rows` × `outer`). `sums` (i32) has the sum of each row of weights, for what the zeros
  ;; of the inputs add. Four rows and two outer units at a time: `rows` is a multiple of four; where `outer` is odd the last unit is worked
  ;; out twice. `inner` is a multiple of 32.
  ;;
  ;; The relaxed product adds pairs of products in 16 bits. Machines differ where an input has its eighth bit set or a pair does not fit, and
  ;; neither can be: 2 × 127 × 127 < 2¹⁵.
  (func (export "matMul") (param $inputs i32) (param $units i32) (param $zeros i32) (param $weights i32) (param $scales i32) (param $sums i32) (param $bias i32)
    (param $out i32) (param $rows i32) (param $inner i32) (param $outer i32)
    (local $row i32) (local $one i32) (local $two i32) (local $end i32) (local $weight i32) (local $other i32)
    (local $first i32) (local $second i32) (local $third i32) (local $fourth i32)
    (local $w v128) (local $x v128) (local $input v128) (local $ones v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $e v128) (local $f v128) (local $g v128) (local $h v128)
    (local.set $ones (i16x8.splat (i32.const 1)))
    (loop $pairs
      (local.set $two (select
        (i32.add (local.get $one) (i32.const 1)) (local.get $one)
        (i32.lt_u (i32.add (local.get $one) (i32.const 1)) (local.get $outer))))
      (local.set $row (i32.const 0))
      (loop $rowsOfFour
        (local.set $first (i32.add (local.get $inputs) (i32.mul (local.get $row) (local.get $inner))))
        (local.set $second (i32.add (local.get $first) (local.get $inner)))
        (local.set $third (i32.add (local.get $second) (local.get $inner)))
        (local.set $fourth (i32.add (local.get $third) (local.get $inner)))
        (local.set $end (local.get $second))
        (local.set $weight (i32.add (local.get $weights) (i32.mul (local.get $one) (local.get $inner))))
        (local.set $other (i32.add (local.get $weights) (i32.mul (local.get $two) (local.get $inner))))
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $c (v128.const i32x4 0 0 0 0))
        (local.set $d (v128.const i32x4 0 0 0 0))
        (local.set $e (v128.const i32x4 0 0 0 0))
        (local.set $f (v128.const i32x4 0 0 0 0))
        (local.set $g (v128.const i32x4 0 0 0 0))
        (local.set $h (v128.const i32x4 0 0 0 0))
        (loop $thirtyTwos
          (local.set $w (v128.load (local.get $weight)))
          (local.set $x (v128.load (local.get $other)))
          (local.set $input (v128.load (local.get $first)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $w) (local.get $input)) (local.get $ones))))
          (local.set $e (i32x4.add (local.get $e) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $x) (local.get $input)) (local.get $ones))))
          (local.set $input (v128.load (local.get $second)))
          (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $w) (local.get $input)) (local.get $ones))))
          (local.set $f (i32x4.add (local.get $f) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $x) (local.get $input)) (local.get $ones))))
          (local.set $input (v128.load (local.get $third)))
          (local.set $c (i32x4.add (local.get $c) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $w) (local.get $input)) (local.get $ones))))
          (local.set $g (i32x4.add (local.get $g) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $x) (local.get $input)) (local.get $ones))))
          (local.set $input (v128.load (local.get $fourth)))
          (local.set $d (i32x4.add (local.get $d) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $w) (local.get $input)) (local.get $ones))))
          (local.set $h (i32x4.add (local.get $h) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $x) (local.get $input)) (local.get $ones))))
          (local.set $w (v128.load offset=16 (local.get $weight)))
          (local.set $x (v128.load offset=16 (local.get $other)))
          (local.set $input (v128.load offset=16 (local.get $first)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $w) (local.get $input)) (local.get $ones))))
          (local.set $e (i32x4.add (local.get $e) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $x) (local.get $input)) (local.get $ones))))
          (local.set $input (v128.load offset=16 (local.get $second)))
          (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $w) (local.get $input)) (local.get $ones))))
          (local.set $f (i32x4.add (local.get $f) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $x) (local.get $input)) (local.get $ones))))
          (local.set $input (v128.load offset=16 (local.get $third)))
          (local.set $c (i32x4.add (local.get $c) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $w) (local.get $input)) (local.get $ones))))
          (local.set $g (i32x4.add (local.get $g) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $x) (local.get $input)) (local.get $ones))))
          (local.set $input (v128.load offset=16 (local.get $fourth)))
          (local.set $d (i32x4.add (local.get $d) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $w) (local.get $input)) (local.get $ones))))
          (local.set $h (i32x4.add (local.get $h) (i32x4.dot_i16x8_s (i16x8.relaxed_dot_i8x16_i7x16_s (local.get $x) (local.get $input)) (local.get $ones))))
          (local.set $weight (i32.add (local.get $weight) (i32.const 32)))
          (local.set $other (i32.add (local.get $other) (i32.const 32)))
          (local.set $second (i32.add (local.get $second) (i32.const 32)))
          (local.set $third (i32.add (local.get $third) (i32.const 32)))
          (local.set $fourth (i32.add (local.get $fourth) (i32.const 32)))
          (br_if $thirtyTwos (i32.lt_u (local.tee $first (i32.add (local.get $first) (i32.const 32))) (local.get $end))))
        (call $put (call $totals (local.get $a) (local.get $b) (local.get $c) (local.get $d))
          (local.get $units) (local.get $zeros) (local.get $scales) (local.get $sums) (local.get $bias) (local.get $out) (local.get $row) (local.get $one) (local.get $outer))
        (call $put (call $totals (local.get $e) (local.get $f) (local.get $g) (local.get $h))
          (local.get $units) (local.get $zeros) (local.get $scales) (local.get $sums) (local.get $bias) (local.get $out) (local.get $row) (local.get $two) (local.get $outer))
        (br_if $rowsOfFour (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 4))) (local.get $rows))))
      (br_if $pairs (i32.lt_u (local.tee $one (i32.add (local.get $one) (i32.const 2))) (local.get $outer)))))

  ;; The sums of the numbers of each of four vectors.
  (func $totals (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result v128)
    (local $ab v128) (local $cd v128)
    (local.set $ab (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
    (local.set $cd (i32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
    (i32x4.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd))))

  ;; The same of numbers in single precision.
  (func $floatTotals (param $a v128) (param $b v128) (param $c v128) (param $d v128) (result v128)
    (local $ab v128) (local $cd v128)
    (local.set $ab (f32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b))))
    (local.set $cd (f32x4.add
      (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d))
      (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d))))
    (f32x4.add
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd))
      (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd))))

  ;; Stores the products of one unit and four rows for what they are worth.
  (func $put (param $products v128) (param $units i32) (param $zeros i32) (param $scales i32) (param $sums i32) (param $bias i32) (param $out i32)
    (param $row i32) (param $unit i32) (param $outer i32)
    (local $worth v128) (local $step i32) (local $at i32)
    (local.set $at (i32.shl (local.get $unit) (i32.const 2)))
    (local.set $step (i32.shl (local.get $outer) (i32.const 2)))
    (local.set $worth (f32x4.add
      (v128.load32_splat (i32.add (local.get $bias) (local.get $at)))
      (f32x4.mul
        (f32x4.mul
          (v128.load (i32.add (local.get $units) (i32.shl (local.get $row) (i32.const 2))))
          (v128.load32_splat (i32.add (local.get $scales) (local.get $at))))
        (f32x4.convert_i32x4_s (i32x4.sub (local.get $products) (i32x4.mul
          (v128.load (i32.add (local.get $zeros) (i32.shl (local.get $row) (i32.const 2))))
          (v128.load32_splat (i32.add (local.get $sums) (local.get $at)))))))))
    (local.set $out (i32.add (local.get $out) (i32.add (i32.mul (local.get $row) (local.get $step)) (local.get $at))))
    (v128.store32_lane 0 (local.get $out) (local.get $worth))
    (v128.store32_lane 1 (local.tee $out (i32.add (local.get $out) (local.get $step))) (local.get $worth))
    (v128.store32_lane 2 (local.tee $out (i32.add (local.get $out) (local.get $step))) (local.get $worth))
    (v128.store32_lane 3 (i32.add (local.get $out) (local.get $step)) (local.get $worth)))

  ;; For each of `queries` rows: the mean of the rows of `value`, weighted by the softmax of `scale` times the product of the query and the row of
  ;; `key`, into `out`. A row of any of them begins `step` bytes after the last one; `size`, a multiple of 16, is how many numbers of it belong to
  ;; the head. Keys are taken four at a time: those after the last row are read, and must be numbers. `scores` has room for the weights (f32) of
  ;; one query and four more.
  (func (export "attention") (param $query i32) (param $queries i32) (param $key i32) (param $value i32) (param $rows i32) (param $scores i32)
    (param $out i32) (param $step i32) (param $size i32) (param $scale f32)
    (local $at i32) (local $k i32) (local $l i32) (local $m i32) (local $n i32) (local $weight i32) (local $end i32)
    (local $input v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $size (i32.shl (local.get $size) (i32.const 2)))
    (local.set $end (i32.add (local.get $scores) (i32.shl (local.get $rows) (i32.const 2))))
    (loop $eachQuery
      (local.set $k (local.get $key))
      (local.set $weight (local.get $scores))
      (loop $fourKeys
        (local.set $l (i32.add (local.get $k) (local.get $step)))
        (local.set $m (i32.add (local.get $l) (local.get $step)))
        (local.set $n (i32.add (local.get $m) (local.get $step)))
        (local.set $a (v128.const f32x4 0 0 0 0))
        (local.set $b (v128.const f32x4 0 0 0 0))
        (local.set $c (v128.const f32x4 0 0 0 0))
        (local.set $d (v128.const f32x4 0 0 0 0))
        (local.set $at (i32.const 0))
        (loop $fours
          (local.set $input (v128.load (i32.add (local.get $query) (local.get $at))))
          (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $input) (v128.load (i32.add (local.get $k) (local.get $at))))))
          (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $input) (v128.load (i32.add (local.get $l) (local.get $at))))))
          (local.set $c (f32x4.add (local.get $c) (f32x4.mul (local.get $input) (v128.load (i32.add (local.get $m) (local.get $at))))))
          (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $input) (v128.load (i32.add (local.get $n) (local.get $at))))))
          (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $size))))
        (v128.store (local.get $weight) (f32x4.mul
          (f32x4.splat (local.get $scale))
          (call $floatTotals (local.get $a) (local.get $b) (local.get $c) (local.get $d))))
        (local.set $k (i32.add (local.get $n) (local.get $step)))
        (br_if $fourKeys (i32.lt_u (local.tee $weight (i32.add (local.get $weight) (i32.const 16))) (local.get $end))))
      (call $softmax (local.get $scores) (local.get $end))
      (local.set $at (i32.const 0))
      (loop $sixteens
        (local.set $a (v128.const f32x4 0 0 0 0))
        (local.set $b (v128.const f32x4 0 0 0 0))
        (local.set $c (v128.const f32x4 0 0 0 0))
        (local.set $d (v128.const f32x4 0 0 0 0))
        (local.set $k (i32.add (local.get $value) (local.get $at)))
        (local.set $weight (local.get $scores))
        (loop $values
          (local.set $input (v128.load32_splat (local.get $weight)))
          (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $input) (v128.load (local.get $k)))))
          (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $input) (v128.load offset=16 (local.get $k)))))
          (local.set $c (f32x4.add (local.get $c) (f32x4.mul (local.get $input) (v128.load offset=32 (local.get $k)))))
          (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $input) (v128.load offset=48 (local.get $k)))))
          (local.set $k (i32.add (local.get $k) (local.get $step)))
          (br_if $values (i32.lt_u (local.tee $weight (i32.add (local.get $weight) (i32.const 4))) (local.get $end))))
        (local.set $k (i32.add (local.get $out) (local.get $at)))
        (v128.store (local.get $k) (local.get $a))
        (v128.store offset=16 (local.get $k) (local.get $b))
        (v128.store offset=32 (local.get $k) (local.get $c))
        (v128.store offset=48 (local.get $k) (local.get $d))
        (br_if $sixteens (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (local.get $size))))
      (local.set $query (i32.add (local.get $query) (local.get $step)))
      (local.set $out (i32.add (local.get $out) (local.get $step)))
      (br_if $eachQuery (local.tee $queries (i32.sub (local.get $queries) (i32.const 1))))))

  ;; Softmax in place of the numbers from `scores` up to `end`; four numbers after them are overwritten.
  (func $softmax (param $scores i32) (param $end i32)
    (local $at i32) (local $most v128) (local $sum v128)
    (v128.store (local.get $end) (v128.const f32x4 -inf -inf -inf -inf))
    (local.set $most (v128.load (local.get $scores)))
    (local.set $at (local.get $scores))
    (loop $fours
      (local.set $most (f32x4.max (local.get $most) (v128.load (local.get $at))))
      (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
    (local.set $most (f32x4.splat (call $highest (local.get $most))))
    (local.set $at (local.get $scores))
    (loop $fours
      (v128.store (local.get $at) (call $exp (f32x4.sub (v128.load (local.get $at)) (local.get $most))))
      (local.set $sum (f32x4.add (local.get $sum) (v128.load (local.get $at))))
      (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
    (local.set $sum (f32x4.splat (f32.div (f32.const 1) (call $total (local.get $sum)))))
    (local.set $at (local.get $scores))
    (loop $fours
      (v128.store (local.get $at) (f32x4.mul (v128.load (local.get $at)) (local.get $sum)))
      (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))))

  ;; Adds `more` to `numbers` (f32), `count` of them, a multiple of four.
  (func (export "add") (param $numbers i32) (param $more i32) (param $count i32)
    (loop $fours
      (v128.store (local.get $numbers) (f32x4.add (v128.load (local.get $numbers)) (v128.load (local.get $more))))
      (local.set $numbers (i32.add (local.get $numbers) (i32.const 16)))
      (local.set $more (i32.add (local.get $more) (i32.const 16)))
      (br_if $fours (local.tee $count (i32.sub (local.get $count) (i32.const 4))))))

  ;; Layer normalisation (Ba et al. 2016) in place of each row of `width` numbers (f32), a multiple of four.
  (func (export "layerNorm") (param $numbers i32) (param $rows i32) (param $width i32) (param $scale i32) (param $shift i32)
    (local $at i32) (local $end i32) (local $mean v128) (local $squares v128) (local $times v128) (local $off v128)
    (local.set $end (i32.shl (local.get $width) (i32.const 2)))
    (loop $eachRow
      (local.set $mean (v128.const f32x4 0 0 0 0))
      (local.set $squares (v128.const f32x4 0 0 0 0))
      (local.set $at (i32.const 0))
      (loop $fours
        (local.set $mean (f32x4.add (local.get $mean) (v128.load (i32.add (local.get $numbers) (local.get $at)))))
        (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (local.set $mean (f32x4.splat (f32.div (call $total (local.get $mean)) (f32.convert_i32_u (local.get $width)))))
      (local.set $at (i32.const 0))
      (loop $fours
        (local.set $off (f32x4.sub (v128.load (i32.add (local.get $numbers) (local.get $at))) (local.get $mean)))
        (local.set $squares (f32x4.add (local.get $squares) (f32x4.mul (local.get $off) (local.get $off))))
        (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (local.set $times (f32x4.splat (f32.div (f32.const 1) (f32.sqrt
        (f32.add (f32.div (call $total (local.get $squares)) (f32.convert_i32_u (local.get $width))) (f32.const 1e-12))))))
      (local.set $at (i32.const 0))
      (loop $fours
        (v128.store (i32.add (local.get $numbers) (local.get $at)) (f32x4.add
          (f32x4.mul
            (f32x4.mul (f32x4.sub (v128.load (i32.add (local.get $numbers) (local.get $at))) (local.get $mean)) (local.get $times))
            (v128.load (i32.add (local.get $scale) (local.get $at))))
          (v128.load (i32.add (local.get $shift) (local.get $at)))))
        (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      (local.set $numbers (i32.add (local.get $numbers) (local.get $end)))
      (br_if $eachRow (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  ;; The Gaussian error linear unit x·Φ(x) (Hendrycks and Gimpel 2016) in place of `count` numbers (f32), a multiple of four. Below zero Φ is half
  ;; the complementary error function, within 1.3e-5 (Abramowitz and Stegun 7.1.25); above it is one less that of the negative.
  (func (export "gelu") (param $numbers i32) (param $count i32)
    (local $x v128) (local $t v128) (local $tail v128)
    (loop $fours
      (local.set $x (v128.load (local.get $numbers)))
      (local.set $t (f32x4.div (f32x4.splat (f32.const 1)) (f32x4.add (f32x4.splat (f32.const 1))
        (f32x4.mul (f32x4.splat (f32.const 0.33267253)) (f32x4.abs (local.get $x))))))
      (local.set $tail (f32x4.mul (f32x4.mul (local.get $t)
        (f32x4.add (f32x4.splat (f32.const 0.1740121)) (f32x4.mul (local.get $t)
        (f32x4.add (f32x4.splat (f32.const -0.0479399)) (f32x4.mul (local.get $t) (f32x4.splat (f32.const 0.3739278)))))))
        (call $exp (f32x4.mul (f32x4.splat (f32.const -0.5)) (f32x4.mul (local.get $x) (local.get $x))))))
      (v128.store (local.get $numbers) (f32x4.mul (local.get $x) (v128.bitselect
        (local.get $tail) (f32x4.sub (f32x4.splat (f32.const 1)) (local.get $tail))
        (f32x4.lt (local.get $x) (v128.const f32x4 0 0 0 0)))))
      (local.set $numbers (i32.add (local.get $numbers) (i32.const 16)))
      (br_if $fours (local.tee $count (i32.sub (local.get $count) (i32.const 4))))))

  ;; e to the power of numbers up to 0, within 1e-6 of the result: 2ⁿ by its bits, times a polynomial for what is left (the coefficients of
  ;; XNNPACK's minimax polynomial of degree 5). Below -87 it is that of -87, 1.6e-38.
  (func $exp (param $x v128) (result v128)
    (local $n v128)
    (local.set $x (f32x4.max (local.get $x) (f32x4.splat (f32.const -87))))
    (local.set $n (f32x4.nearest (f32x4.mul (local.get $x) (f32x4.splat (f32.const 1.44269504)))))
    (local.set $x (f32x4.sub
      (f32x4.sub (local.get $x) (f32x4.mul (local.get $n) (f32x4.splat (f32.const 0.693359375))))
      (f32x4.mul (local.get $n) (f32x4.splat (f32.const -2.12194440e-4)))))
    (f32x4.mul
      (i32x4.shl (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $n)) (i32x4.splat (i32.const 127))) (i32.const 23))
      (f32x4.add (f32x4.splat (f32.const 1)) (f32x4.mul (local.get $x)
      (f32x4.add (f32x4.splat (f32.const 0x1.FFFFF6p-1)) (f32x4.mul (local.get $x)
      (f32x4.add (f32x4.splat (f32.const 0x1.FFFDC6p-2)) (f32x4.mul (local.get $x)
      (f32x4.add (f32x4.splat (f32.const 0x1.555A80p-3)) (f32x4.mul (local.get $x)
      (f32x4.add (f32x4.splat (f32.const 0x1.573A1Ap-5)) (f32x4.mul (local.get $x) (f32x4.splat (f32.const 0x1.0F9F9Cp-7))))))))))))))

  (func $highest (param $numbers v128) (result f32)
    (f32.max
      (f32.max (f32x4.extract_lane 0 (local.get $numbers)) (f32x4.extract_lane 1 (local.get $numbers)))
      (f32.max (f32x4.extract_lane 2 (local.get $numbers)) (f32x4.extract_lane 3 (local.get $numbers)))))

  (func $total (param $numbers v128) (result f32)
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $numbers)) (f32x4.extract_lane 1 (local.get $numbers)))
      (f32.add (f32x4.extract_lane 2 (local.get $numbers)) (f32x4.extract_lane 3 (local.get $numbers))))))
