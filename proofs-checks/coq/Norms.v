(** Vectors and matrices as functions of their indices, with the 2-norm and the Frobenius norm. Only entries below the
    dimension count. *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums.
Local Open Scope R_scope.

Definition vector := nat -> R.
Definition matrix := nat -> nat -> R.

Definition add (x y : vector) : vector := fun i => x i + y i.
Definition sub (x y : vector) : vector := fun i => x i - y i.
Definition scale (c : R) (x : vector) : vector := fun i => c * x i.

(** <x, y>, |x|², |x| in n dimensions. *)
Definition dot (n : nat) (x y : vector) : R := sum_of n (fun i => x i * y i).
Definition norm_sq (n : nat) (x : vector) : R := sum_of n (fun i => (x i)^2).
Definition norm2 (n : nat) (x : vector) : R := sqrt (norm_sq n x).

(** |A|_F² and |A|_F of an m x n matrix; A x; u vᵀ. *)
Definition frobenius_sq (m n : nat) (A : matrix) : R := sum_of m (fun i => norm_sq n (A i)).
Definition frobenius (m n : nat) (A : matrix) : R := sqrt (frobenius_sq m n A).
Definition matvec (n : nat) (A : matrix) (x : vector) : vector := fun i => dot n (A i) x.
Definition outer (u v : vector) : matrix := fun i j => u i * v j.

Lemma norm_sq_nonneg n x : 0 <= norm_sq n x.
Proof. apply sum_of_nonneg; intros; apply pow2_ge_0. Qed.

Lemma norm2_nonneg n x : 0 <= norm2 n x.
Proof. apply sqrt_pos. Qed.

Lemma norm2_sq n x : (norm2 n x)^2 = norm_sq n x.
Proof. apply pow2_sqrt, norm_sq_nonneg. Qed.

Lemma norm_sq_ext n x y : (forall i, (i < n)%nat -> x i = y i) -> norm_sq n x = norm_sq n y.
Proof. intros H; apply sum_of_ext; intros; now rewrite H. Qed.

Lemma dot_ext n x x' y y' :
  (forall i, (i < n)%nat -> x i = x' i) -> (forall i, (i < n)%nat -> y i = y' i) -> dot n x y = dot n x' y'.
Proof. intros Hx Hy; apply sum_of_ext; intros; now rewrite Hx, Hy. Qed.

Lemma norm_sq_dot n x : norm_sq n x = dot n x x.
Proof. apply sum_of_ext; intros; ring. Qed.

Lemma dot_comm n x y : dot n x y = dot n y x.
Proof. apply sum_of_ext; intros; ring. Qed.

Lemma dot_plus_l n x y z : dot n (fun i => x i + y i) z = dot n x z + dot n y z.
Proof. unfold dot. rewrite <- sum_of_plus. apply sum_of_ext; intros; ring. Qed.

Lemma dot_minus_l n x y z : dot n (fun i => x i - y i) z = dot n x z - dot n y z.
Proof. unfold dot. rewrite <- sum_of_minus. apply sum_of_ext; intros; ring. Qed.

Lemma dot_scal_l n c x z : dot n (fun i => c * x i) z = c * dot n x z.
Proof. unfold dot. rewrite <- sum_of_scal. apply sum_of_ext; intros; ring. Qed.

Lemma dot_plus_r n x y z : dot n x (fun i => y i + z i) = dot n x y + dot n x z.
Proof. now rewrite dot_comm, dot_plus_l, (dot_comm n y), (dot_comm n z). Qed.

Lemma dot_minus_r n x y z : dot n x (fun i => y i - z i) = dot n x y - dot n x z.
Proof. now rewrite dot_comm, dot_minus_l, (dot_comm n y), (dot_comm n z). Qed.

Lemma dot_scal_r n c x z : dot n x (fun i => c * z i) = c * dot n x z.
Proof. now rewrite dot_comm, dot_scal_l, dot_comm. Qed.

Lemma norm_sq_plus n x y : norm_sq n (fun i => x i + y i) = norm_sq n x + 2 * dot n x y + norm_sq n y.
Proof. rewrite !norm_sq_dot, dot_plus_l, !dot_plus_r, (dot_comm n y x). ring. Qed.

Lemma norm_sq_minus n x y : norm_sq n (fun i => x i - y i) = norm_sq n x - 2 * dot n x y + norm_sq n y.
Proof. rewrite !norm_sq_dot, dot_minus_l, !dot_minus_r, (dot_comm n y x). ring. Qed.

Lemma norm_sq_scal n c x : norm_sq n (fun i => c * x i) = c^2 * norm_sq n x.
Proof. rewrite !norm_sq_dot, dot_scal_l, dot_scal_r. ring. Qed.

(** Cauchy and Schwarz, squared. *)
Lemma cauchy_schwarz_sq n x y : (dot n x y)^2 <= norm_sq n x * norm_sq n y.
Proof.
  unfold dot, norm_sq. induction n as [|n IH]; cbn [sum_of]; [lra|].
  set (p := sum_of n (fun i => x i * y i)) in *.
  set (a := sum_of n (fun i => x i ^ 2)) in *. set (b := sum_of n (fun i => y i ^ 2)) in *.
  assert (Ha : 0 <= a) by apply (norm_sq_nonneg n x). assert (Hb : 0 <= b) by apply (norm_sq_nonneg n y).
  assert (K : 2 * p * (x n * y n) <= a * (y n)^2 + b * (x n)^2).
  { apply Rsqr_incr_0_var; [|].
    2:{ apply Rplus_le_le_0_compat; apply Rmult_le_pos; auto; apply pow2_ge_0. }
    unfold Rsqr.
    pose proof (pow2_ge_0 (a * (y n)^2 - b * (x n)^2)).
    pose proof (pow2_ge_0 (x n * y n)).
    assert (p^2 * (x n * y n)^2 <= a * b * (x n * y n)^2) by (apply Rmult_le_compat_r; lra).
    nra. }
  nra.
Qed.

(** <x, y> <= |x| |y|. *)
Lemma cauchy_schwarz n x y : dot n x y <= norm2 n x * norm2 n y.
Proof.
  apply Rle_trans with (Rabs (dot n x y)); [apply Rle_abs|].
  rewrite <- (Rabs_pos_eq (norm2 n x * norm2 n y)) by (apply Rmult_le_pos; apply norm2_nonneg).
  apply Rsqr_le_abs_0. unfold Rsqr.
  replace (norm2 n x * norm2 n y * (norm2 n x * norm2 n y)) with ((norm2 n x)^2 * (norm2 n y)^2) by ring.
  rewrite !norm2_sq. pose proof (cauchy_schwarz_sq n x y). lra.
Qed.

Lemma norm2_at_most n x c : 0 <= c -> norm_sq n x <= c^2 -> norm2 n x <= c.
Proof. intros Hc H. unfold norm2. rewrite <- (sqrt_pow2 c Hc). now apply sqrt_le_1_alt. Qed.

(** |x + y| <= |x| + |y|. *)
Lemma norm2_triangle n x y : norm2 n (fun i => x i + y i) <= norm2 n x + norm2 n y.
Proof.
  pose proof (norm2_nonneg n x). pose proof (norm2_nonneg n y).
  apply Rsqr_incr_0_var; [|lra]. unfold Rsqr.
  replace (norm2 n (fun i => x i + y i) * norm2 n (fun i => x i + y i))
    with ((norm2 n (fun i => x i + y i))^2) by ring.
  rewrite norm2_sq, norm_sq_plus, <- !norm2_sq. pose proof (cauchy_schwarz n x y). nra.
Qed.

(** |x + y|² <= 2|x|² + 2|y|². *)
Lemma norm_sq_plus_le n x y : norm_sq n (fun i => x i + y i) <= 2 * norm_sq n x + 2 * norm_sq n y.
Proof.
  unfold norm_sq. rewrite <- !sum_of_scal, <- sum_of_plus. apply sum_of_le; intros i _.
  pose proof (pow2_ge_0 (x i - y i)). lra.
Qed.

Lemma frobenius_sq_nonneg m n A : 0 <= frobenius_sq m n A.
Proof. apply sum_of_nonneg; intros; apply norm_sq_nonneg. Qed.

Lemma frobenius_nonneg m n A : 0 <= frobenius m n A.
Proof. apply sqrt_pos. Qed.

(** |u vᵀ|_F = |u| |v|. *)
Lemma frobenius_outer m n u v : frobenius m n (outer u v) = norm2 m u * norm2 n v.
Proof.
  unfold frobenius, norm2. rewrite <- sqrt_mult by apply norm_sq_nonneg. f_equal.
  unfold frobenius_sq, norm_sq, outer.
  rewrite (sum_of_ext m _ (fun i => sum_of n (fun j => (v j)^2) * (u i)^2)).
  - rewrite sum_of_scal; ring.
  - intros i _. rewrite (sum_of_ext n _ (fun j => (u i)^2 * (v j)^2)) by (intros; ring).
    rewrite sum_of_scal; ring.
Qed.

(** |A x| <= |A|_F |x|. *)
Lemma matvec_bound m n A x : norm2 m (matvec n A x) <= frobenius m n A * norm2 n x.
Proof.
  unfold norm2, frobenius. rewrite <- sqrt_mult; [|apply frobenius_sq_nonneg|apply norm_sq_nonneg].
  apply sqrt_le_1_alt. unfold norm_sq at 1, frobenius_sq.
  rewrite Rmult_comm, <- sum_of_scal. apply sum_of_le; intros i _.
  rewrite Rmult_comm. apply cauchy_schwarz_sq.
Qed.
